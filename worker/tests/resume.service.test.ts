import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { drawn, untilAborted } from '@atelier/testkit/worker/testModel.ts'
import { startTestWorker, type TestWorker } from '@atelier/testkit/worker/testWorker.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CheckpointRepository } from '../data/checkpointRepository.ts'
import { workerDatabase } from '../data/definition.ts'
import { TaskClaimRepository } from '../data/taskClaimRepository.ts'
import { ImageModelError } from '../models/imageModel.ts'

let lab: TestWorker

beforeEach(async () => {
  lab = await startTestWorker({ settings: { LANE_GENERATION: '1', HEARTBEAT_MS: '5' } })
})
afterEach(() => lab.close())

const seeds = () => lab.model.requests.map(({ seed }) => seed)

/** Renders the first picture, and holds the others until they are aborted. */
function holdAllButFirst(): Promise<void> {
  const held = Promise.withResolvers<void>()
  lab.model.behaviour = async (request, signal) => {
    if (request.seed === 7) return drawn(request)
    held.resolve()
    return untilAborted(signal)
  }
  return held.promise
}

/** Resolves when the first picture is safe. */
const firstRendered = (taskId: string) =>
  waitUntil(async () =>
    expect(await lab.events.some(e => e.taskId === taskId && e.kind === 'progress' && e.progress > 0.4)).toBe(true),
  )

describe('a later attempt', () => {
  it('renders only what an earlier one had not, and artifacts keep their ids', async () => {
    lab.model.behaviour = async request => {
      if (request.seed === 7) return drawn(request)
      await firstRendered(first.taskId)
      throw new ImageModelError('MODEL_UNAVAILABLE', 'Gone.', { retryable: true })
    }
    const first = lab.task({ count: 2 })
    await lab.send(first)
    await lab.until(first, 'failed')
    lab.model.requests.length = 0
    lab.model.behaviour = async () => undefined

    const second = { ...first, attempt: 2 }
    await lab.send(second)
    const { artifacts } = await lab.until(second, 'completed')
    expect(seeds()).toEqual([8])
    expect(artifacts.map(({ key }) => key)).toEqual([`tasks/${first.taskId}/2/0.png`, `tasks/${first.taskId}/2/1.png`])
    const progress = lab.eventsOf(second).find(event => event.kind === 'progress')
    expect(progress?.progress).toBeGreaterThan(0.8)
  })

  it('tries a picture anew that did not come out well for the earlier one', async () => {
    lab.model.behaviour = async request => drawn({ ...request, width: 32 })
    const first = lab.task()
    await lab.send(first)
    expect((await lab.until(first, 'failed')).error.code).toBe('BAD_IMAGE')
    lab.model.behaviour = async () => undefined
    const second = { ...first, attempt: 2 }
    await lab.send(second)
    await lab.until(second, 'completed')
    expect(lab.model.requests).toHaveLength(3)
  })

  it('renders again what has vanished from storage', async () => {
    const held = holdAllButFirst()
    const first = lab.task({ count: 2 })
    await lab.send(first)
    await held
    await firstRendered(first.taskId)
    await lab.start()
    await lab.storage.deleteAll(`tasks/${first.taskId}/work/`)
    lab.model.requests.length = 0
    lab.model.behaviour = async () => undefined
    const second = { ...first, attempt: 2 }
    await lab.send(second)
    await lab.until(second, 'completed')
    expect(seeds()).toEqual([8, 7])
  })

  it('removes what the earlier one had put in its final place', async () => {
    const stale = 'tasks/TASK/1/0.png'
    const first = lab.task({ attempt: 2 })
    const key = stale.replace('TASK', first.taskId)
    await lab.storage.put(key, new Uint8Array([1]), { contentType: 'image/png' })
    await lab.send(first)
    await lab.until(first, 'completed')
    await waitUntil(async () => expect(await lab.storage.info(key)).toBeUndefined())
    expect(await lab.storage.info(`tasks/${first.taskId}/2/0.png`)).toBeDefined()
  })
})

describe('a worker that closes', () => {
  it('hands back what it does not finish, and one on the same database goes on with it', async () => {
    const held = holdAllButFirst()
    const running = lab.task({ count: 2 })
    const waiting = lab.task()
    await lab.send(running)
    await lab.send(waiting)
    await held
    await firstRendered(running.taskId)
    await lab.start()
    expect(lab.eventsOf(running).at(-1)?.kind).toBe('released')
    expect(lab.eventsOf(waiting).at(-1)?.kind).toBe('released')

    lab.model.requests.length = 0
    lab.model.behaviour = async () => undefined
    const again = { ...running, attempt: 2 }
    await lab.send(again)
    await lab.until(again, 'completed')
    expect(seeds()).toEqual([8])
  })

  it('finishes what is nearly done', async () => {
    await lab.close()
    lab = await startTestWorker({ settings: { DRAIN_MS: '10000' } })
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<undefined>()
    lab.model.behaviour = () => {
      begun.resolve()
      return go.promise
    }
    const task = lab.task()
    await lab.send(task)
    await begun.promise
    const closed = lab.worker.close()
    go.resolve(undefined)
    await closed
    expect(lab.eventsOf(task).at(-1)?.kind).toBe('completed')
  })

  it('closes all the same when nobody hears what it has to say', async () => {
    const held = holdAllButFirst()
    const task = lab.task({ count: 2 })
    await lab.send(task)
    await held
    await lab.ports.bus.close()
    await expect(lab.worker.close()).resolves.toBeUndefined()
  })
})

describe('a process that was killed', () => {
  it('is followed by one that goes on with the same attempt, and its events count as news', async () => {
    const held = holdAllButFirst()
    const task = lab.task({ count: 2 })
    await lab.send(task)
    await held
    await firstRendered(task.taskId)
    const before = lab.eventsOf(task).at(-1)?.sequence ?? 0
    lab.model.requests.length = 0
    lab.model.behaviour = async () => undefined

    await lab.restartAfterKill()
    await lab.send(task)
    const { sequence } = await lab.until(task, 'completed')
    expect(seeds()).toEqual([8])
    expect(sequence).toBeGreaterThan(before)
    const sequences = lab.eventsOf(task).map(event => event.sequence)
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b))
  })
})

describe('what nobody goes on with', () => {
  it('is removed at the next start when the worker was killed between a cancel and the removal', async () => {
    const database = await openDatabase(workerDatabase, { url: lab.ports.databaseUrl, log: lab.ports.log })
    const checkpoints = new CheckpointRepository(database, lab.ports.clock)
    const [begun, go] = [Promise.withResolvers<void>(), Promise.withResolvers<undefined>()]
    // A model that does not stop, so that the attempt does not come to its end.
    lab.model.behaviour = () => {
      begun.resolve()
      return go.promise
    }
    const canceled = lab.task()
    await lab.send(canceled)
    await begun.promise
    await lab.cancel(canceled.taskId)
    expect(await checkpoints.hasThread(canceled.taskId)).toBe(true)

    await lab.restartAfterKill()
    await waitUntil(async () => expect(await checkpoints.hasThread(canceled.taskId)).toBe(false))
    go.resolve(undefined)
    await database.close()
  })

  it('is removed at the next start when a task was canceled whose last attempt had failed', async () => {
    const database = await openDatabase(workerDatabase, { url: lab.ports.databaseUrl, log: lab.ports.log })
    const checkpoints = new CheckpointRepository(database, lab.ports.clock)
    const claims = new TaskClaimRepository(database, lab.ports.clock)
    lab.model.behaviour = async () => {
      throw new ImageModelError('MODEL_UNAVAILABLE', 'Gone.', { retryable: true })
    }
    const [canceled, kept] = [lab.task(), lab.task()]
    for (const task of [canceled, kept]) {
      await lab.send(task)
      await expect(lab.until(task, 'completed')).rejects.toThrow('MODEL_UNAVAILABLE')
    }
    await lab.restartAfterKill()
    await claims.cancel(canceled.taskId)
    expect(await checkpoints.hasThread(canceled.taskId)).toBe(true)

    await lab.restartAfterKill()
    await waitUntil(async () => expect(await checkpoints.hasThread(canceled.taskId)).toBe(false))
    expect(await checkpoints.hasThread(kept.taskId)).toBe(true)
    await database.close()
  })

  it('is removed after a while', async () => {
    const held = holdAllButFirst()
    const task = lab.task({ count: 2 })
    await lab.send(task)
    await held
    await firstRendered(task.taskId)
    const key = `tasks/${task.taskId}/work/0-1-1.png`
    await lab.start()
    expect(await lab.storage.info(key)).toBeDefined()
    lab.ports.clock.advance(8 * 86_400_000)
    await lab.start()
    await waitUntil(async () => expect(await lab.storage.info(key)).toBeUndefined())
  })
})

describe('a task under way', () => {
  it('gives signs of life while it renders and while it waits for its turn', async () => {
    const held = holdAllButFirst()
    const running = lab.task({ seed: 1 })
    const waiting = lab.task()
    await lab.send(running)
    await held
    await lab.send(waiting)
    await lab.until(running, 'heartbeat')
    await lab.until(waiting, 'heartbeat')
    expect(lab.eventsOf(waiting).some(({ kind }) => kind === 'started')).toBe(false)
  })
})
