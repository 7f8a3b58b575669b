import { type EventBus, UndeliverableError } from '@atelier/platform/bus/eventBus.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { generationEvent } from '@atelier/schema/messages/generation.ts'
import { describe, expect, it } from 'vitest'
import { createEventStream, type EventStream } from './eventStream.ts'

/** A bus that is away until it comes back, and keeps what it has taken. */
function flakyBus() {
  let away: Error | undefined
  let tried = Promise.withResolvers<void>()
  const taken: ReturnType<typeof generationEvent.parse>[] = []
  const bus: Pick<EventBus, 'publish'> = {
    async publish(messages) {
      tried.resolve()
      tried = Promise.withResolvers<void>()
      // Gives the events told meanwhile the time to pile up.
      await Promise.resolve()
      if (away) throw away
      for (const { value } of messages) taken.push(generationEvent.parse(JSON.parse(value)))
    },
  }
  return {
    bus: bus as EventBus,
    taken,
    /** Resolves at the next try to publish. */
    nextTry: () => tried.promise,
    leave(error = new Error('away')) {
      away = error
    },
    comeBack() {
      away = undefined
    },
  }
}

function streamOver(bus: EventBus): EventStream {
  return createEventStream({
    bus,
    clock: systemClock,
    log: createLogger({ name: 'test', level: 'silent' }),
    task: { taskId: newId(), attempt: 3 },
    headers: {},
  })
}

const progress = (ratio: number) => ({ kind: 'progress', progress: ratio, stage: 'render' }) as const
const failed = { kind: 'failed', error: { code: 'X', message: 'Y', retryable: true } } as const

describe('an event stream', () => {
  it.each([failed, { kind: 'released' } as const])('tells nothing after the end: $kind', async end => {
    const { bus, taken } = flakyBus()
    const stream = streamOver(bus)
    stream.publish(end)
    await stream.flushed()
    stream.publish({ kind: 'heartbeat' })
    stream.publish(progress(0.9))
    await stream.flushed()
    expect(taken.map(event => event.kind)).toEqual([end.kind])
  })

  it('counts from 1 and keeps the order while the bus is away', async () => {
    const { bus, taken, leave, comeBack, nextTry } = flakyBus()
    leave()
    const stream = streamOver(bus)
    stream.publish({ kind: 'started', worker: 'w' })
    stream.publish(progress(0.5))
    stream.publish(failed)
    await nextTry()
    comeBack()
    await stream.flushed()
    expect(taken.map(({ kind, sequence, attempt }) => [kind, sequence, attempt])).toEqual([
      ['started', 1, 3],
      ['progress', 2, 3],
      ['failed', 3, 3],
    ])
  })

  it('tells only the latest progress of what piled up, and none that does not grow', async () => {
    const { bus, taken } = flakyBus()
    const stream = streamOver(bus)
    stream.publish({ kind: 'started', worker: 'w' })
    for (const ratio of [0.1, 0.3, 0.2, 0.4]) stream.publish(progress(ratio))
    await stream.flushed()
    stream.publish(progress(0.4))
    await stream.flushed()
    expect(taken.map(event => (event.kind === 'progress' ? event.progress : event.kind))).toEqual(['started', 0.4])
  })

  it('gives no sign of life while anything else is on its way', async () => {
    const { bus, taken } = flakyBus()
    const stream = streamOver(bus)
    stream.publish({ kind: 'started', worker: 'w' })
    stream.publish({ kind: 'heartbeat' })
    await stream.flushed()
    stream.publish({ kind: 'heartbeat' })
    await stream.flushed()
    expect(taken.map(({ kind }) => kind)).toEqual(['started', 'heartbeat'])
  })

  it('goes on after an event that can never be sent', async () => {
    const { bus, taken, leave, comeBack, nextTry } = flakyBus()
    leave(new UndeliverableError('too large'))
    const stream = streamOver(bus)
    const tried = nextTry()
    stream.publish({ kind: 'started', worker: 'w' })
    await tried
    await stream.flushed()
    comeBack()
    stream.publish(failed)
    await stream.flushed()
    expect(taken.map(({ kind }) => kind)).toEqual(['failed'])
  })

  it('leaves out the numbers that it is told to', async () => {
    const { bus, taken } = flakyBus()
    const stream = streamOver(bus)
    stream.startSequenceAt(1_000)
    stream.publish({ kind: 'started', worker: 'w' })
    stream.publish(failed)
    await stream.flushed()
    expect(taken.map(({ sequence }) => sequence)).toEqual([1_001, 1_002])
  })

  it('ends when it is stopped, although the bus never came back', async () => {
    const { bus, taken, leave, comeBack, nextTry } = flakyBus()
    leave()
    const stream = streamOver(bus)
    stream.publish({ kind: 'started', worker: 'w' })
    stream.publish(failed)
    await nextTry()
    stream.stop()
    await stream.flushed()
    comeBack()
    stream.publish(failed)
    await stream.flushed()
    expect(taken).toEqual([])
  })
})
