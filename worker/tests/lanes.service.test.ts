import { startTestWorker, type TestWorker } from '@atelier/testkit/worker/testWorker.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let lab: TestWorker
let go: PromiseWithResolvers<undefined>

beforeEach(async () => {
  lab = await startTestWorker({ settings: { LANE_GENERATION: '1', LANE_STYLE: '1', RENDER_CONCURRENCY: '4' } })
  go = Promise.withResolvers<undefined>()
  lab.model.behaviour = () => go.promise
  await lab.storage.put('uploads/a', new Uint8Array([1]), { contentType: 'image/png' })
})
afterEach(() => lab.close())

const styleTask = () =>
  lab.task({
    type: 'STYLE_TRANSFER',
    transfer: { source: { key: 'uploads/a', contentType: 'image/png' }, styleReference: null, strength: 1 },
  })

describe('a lane', () => {
  it('takes no more when it is full, and goes on when there is room, in order and without loss', async () => {
    const tasks = Array.from({ length: 5 }, () => lab.task())
    const sent = tasks.map(task => lab.send(task))
    await Promise.all(sent.slice(0, 2))
    await lab.until(tasks[0]!, 'started')
    const third = await Promise.race([sent[2], new Promise(resolve => setImmediate(resolve, 'not taken'))])
    expect(third).toBe('not taken')

    go.resolve(undefined)
    await Promise.all(sent)
    await Promise.all(tasks.map(task => lab.until(task, 'completed')))
    const started = lab.events.filter(({ kind }) => kind === 'started').map(({ taskId }) => taskId)
    expect(started).toEqual(tasks.map(({ taskId }) => taskId))
  })

  it('is not held up by the work in the other', async () => {
    const [generation, style] = [lab.task(), styleTask()]
    await lab.send(generation)
    await lab.send(style)
    await Promise.all([lab.until(generation, 'started'), lab.until(style, 'started')])
    go.resolve(undefined)
    await lab.until(generation, 'completed')
    await lab.until(style, 'completed')
  })

  it('does no more at once than it has places', async () => {
    const [first, second] = [lab.task(), lab.task()]
    await lab.send(first)
    await lab.send(second)
    await lab.until(first, 'started')
    expect(lab.eventsOf(second)).toEqual([])
    go.resolve(undefined)
    await lab.until(second, 'completed')
    const endOfFirst = lab.events.findIndex(event => event.taskId === first.taskId && event.kind === 'completed')
    expect(lab.events.findIndex(event => event.taskId === second.taskId)).toBeGreaterThan(endOfFirst)
  })
})

describe('rendering', () => {
  it('is bounded over all tasks', async () => {
    await lab.close()
    lab = await startTestWorker({ settings: { LANE_GENERATION: '4', RENDER_CONCURRENCY: '2' } })
    let atOnce = 0
    let most = 0
    lab.model.behaviour = async () => {
      most = Math.max(most, ++atOnce)
      await new Promise(resolve => setImmediate(resolve))
      atOnce--
      return undefined
    }
    const tasks = Array.from({ length: 3 }, () => lab.task({ count: 3 }))
    await Promise.all(tasks.map(task => lab.send(task)))
    await Promise.all(tasks.map(task => lab.until(task, 'completed')))
    expect(most).toBe(2)
  })
})
