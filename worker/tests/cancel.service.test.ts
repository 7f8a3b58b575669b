import { metricSamples } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { drawn, untilAborted } from '@atelier/testkit/worker/testModel.ts'
import { startTestWorker, type TestWorker } from '@atelier/testkit/worker/testWorker.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let lab: TestWorker

beforeAll(async () => {
  lab = await startTestWorker()
})
afterAll(() => lab.close())
beforeEach(() => {
  lab.model.behaviour = async () => undefined
  lab.model.requests.length = 0
})

/** The next render begins, and lasts until it is aborted. */
function holdRender(): { begun: Promise<void>; aborted: Promise<void> } {
  const begun = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<void>()
  lab.model.behaviour = async (_, signal) => {
    begun.resolve()
    return untilAborted(signal).finally(aborted.resolve)
  }
  return { begun: begun.promise, aborted: aborted.promise }
}

/** Resolves when the worker is through with everything that it has accepted. */
const idle = () => waitUntil(async () => expect(await busyLanes()).toEqual([]))

const busyLanes = async () =>
  (await metricSamples(lab.worker.metrics.registry, 'worker_lane_tasks')).filter(({ value }) => value !== 0)

describe('a canceled task', () => {
  it('stops in the middle of rendering, and nothing more is told of it', async () => {
    const render = holdRender()
    const task = lab.task({ count: 2 })
    await lab.send(task)
    await render.begun
    await lab.cancel(task.taskId)
    await render.aborted
    await idle()
    expect(lab.eventsOf(task).map(({ kind }) => kind)).toEqual(['started', 'progress', 'progress'])
  })

  it('leaves no picture, although some were rendered already', async () => {
    const second = Promise.withResolvers<void>()
    lab.model.behaviour = async (request, signal) => {
      if (request.seed === 7) return drawn(request)
      second.resolve()
      return untilAborted(signal)
    }
    const task = lab.task({ count: 2 })
    await lab.send(task)
    await second.promise
    const working = `tasks/${task.taskId}/work/0-1-1.png`
    await waitUntil(async () => expect(await lab.storage.info(working)).toBeDefined())
    await lab.cancel(task.taskId)
    await waitUntil(async () => expect(await lab.storage.info(working)).toBeUndefined())
    await idle()
    expect(await lab.storage.info(`tasks/${task.taskId}/1/0.png`)).toBeUndefined()
  })

  it('is not begun when the cancel overtook it, whatever its attempt', async () => {
    const task = lab.task()
    await lab.cancel(task.taskId)
    await lab.send(task)
    await lab.send({ ...task, attempt: 2 })
    await idle()
    expect(lab.eventsOf(task)).toEqual([])
    expect(lab.model.requests).toEqual([])
  })

  it('stays canceled for a worker that was started anew', async () => {
    const task = lab.task()
    await lab.cancel(task.taskId)
    await lab.start()
    await lab.send(task)
    await idle()
    expect(lab.model.requests).toEqual([])
  })

  it('loses the pictures that were finished just before', async () => {
    const task = lab.task()
    await lab.send(task)
    await lab.until(task, 'completed')
    await idle()
    await lab.cancel(task.taskId)
    await waitUntil(async () => expect(await lab.storage.info(`tasks/${task.taskId}/1/0.png`)).toBeUndefined())
  })

  it('leaves other tasks alone', async () => {
    const [kept, dropped] = [lab.task(), lab.task()]
    await lab.send(dropped)
    await lab.cancel(dropped.taskId)
    await lab.send(kept)
    expect((await lab.until(kept, 'completed')).artifacts).toHaveLength(1)
  })
})

describe('a message that comes twice', () => {
  it('starts nothing while the attempt is under way', async () => {
    const go = Promise.withResolvers<undefined>()
    lab.model.behaviour = () => go.promise
    const task = lab.task()
    await lab.send(task)
    await lab.until(task, 'started')
    await lab.send(task)
    go.resolve(undefined)
    await lab.until(task, 'completed')
    await idle()
    expect(lab.model.requests).toHaveLength(1)
    expect(lab.eventsOf(task).filter(({ kind }) => kind === 'started')).toHaveLength(1)
  })

  it('starts nothing once the attempt has ended, also after a restart', async () => {
    const task = lab.task()
    await lab.send(task)
    await lab.until(task, 'completed')
    await idle()
    await lab.send(task)
    await lab.start()
    await lab.send(task)
    await idle()
    expect(lab.model.requests).toHaveLength(1)
  })
})

describe('a later attempt', () => {
  it('takes the place of the one under way, of which nothing more is told', async () => {
    const render = holdRender()
    const first = lab.task()
    await lab.send(first)
    await render.begun
    lab.model.behaviour = async () => undefined
    const second = { ...first, attempt: 2 }
    await lab.send(second)
    await render.aborted
    await lab.until(second, 'completed')
    await idle()
    expect(lab.eventsOf(first).map(({ kind }) => kind)).toEqual(['started', 'progress', 'progress'])
    expect(await lab.storage.info(`tasks/${first.taskId}/2/0.png`)).toBeDefined()
  })

  it('is not disturbed by an earlier one that comes late', async () => {
    const second = lab.task({ attempt: 2 })
    await lab.send(second)
    await lab.send({ ...second, attempt: 1 })
    await lab.until(second, 'completed')
    await idle()
    expect(lab.eventsOf({ ...second, attempt: 1 })).toEqual([])
  })
})
