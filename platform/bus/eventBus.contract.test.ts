import { setTimeout as delay } from 'node:timers/promises'
import { openKafkaSpace } from '@atelier/testkit/servers/kafkaSpace.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../log/logger.ts'
import type { EventBus } from './eventBus.ts'
import { createInProcessBus } from './inProcessBus.ts'
import { openKafkaBus } from './kafka/kafkaBus.ts'
import type { BusMessage } from './message.ts'

const kafka = await realService('kafka')
const log = createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
/** A bus under test, and a topic of it that is empty. */
interface Opened {
  bus: EventBus
  topic: string
  close(): Promise<void>
}

const adapters: { name: string; open(): Promise<Opened> }[] = [
  {
    name: 'one process',
    async open() {
      const bus = createInProcessBus({ log })
      return { bus, topic: 'letters', close: () => bus.close() }
    },
  },
]
if (kafka.available) {
  adapters.push({
    name: 'Kafka',
    async open() {
      const space = await openKafkaSpace(kafka.url)
      const topic = space.topic('letters')
      const bus = openKafkaBus({
        brokers: kafka.url.split(','),
        clientId: 'tests',
        topics: [{ name: topic, partitions: 4, retentionMs: 3_600_000 }],
        log,
      })
      return {
        bus,
        topic,
        async close() {
          await bus.close()
          await space.close()
        },
      }
    },
  })
}

const messageOf = (topic: string, key: string, value: unknown): BusMessage => ({
  topic,
  key,
  value: JSON.stringify(value),
  headers: { timestamp: '2026-01-01T00:00:00.000Z' },
})

describe.each(adapters)(`the bus in $name${kafka.note}`, { timeout: 60_000 }, ({ open }) => {
  let opened: Opened
  let bus: EventBus
  let topic: string
  const message = (key: string, value: unknown) => messageOf(topic, key, value)
  beforeEach(async () => {
    opened = await open()
    ;({ bus, topic } = opened)
  }, 30_000)
  afterEach(() => opened.close(), 30_000)

  it('brings messages of one key in order, with their headers', async () => {
    const heard: BusMessage[] = []
    await bus.subscribe({ topic, group: 'g', handle: async received => void heard.push(received) })
    await bus.publish([message('a', 1), message('a', 2)])
    await bus.publish([message('a', 3)])
    await waitUntil(() => expect(heard.map(received => received.value)).toEqual(['1', '2', '3']))
    expect(heard[0]).toEqual(message('a', 1))
  })

  it('gives every group all messages and each member of a group some', async () => {
    const heard = { one: 0, two: 0, other: 0 }
    const counting = (name: keyof typeof heard, group: string) =>
      bus.subscribe({
        topic,
        group,
        handle: async () => {
          heard[name]++
          // Real time: a member that takes a little leaves some to the other one.
          await delay(1)
        },
      })
    await Promise.all([counting('one', 'shared'), counting('two', 'shared'), counting('other', 'alone')])
    await bus.publish(Array.from({ length: 20 }, (_, index) => message(`k${index}`, index)))
    await waitUntil(() => expect(heard.other).toBe(20))
    await waitUntil(() => expect(heard.one + heard.two).toBe(20))
    expect(Math.min(heard.one, heard.two)).toBeGreaterThan(0)
  })

  it('gives a message again until it is acknowledged, and holds back later ones of its key', async () => {
    const heard: string[] = []
    let failuresLeft = 2
    await bus.subscribe({
      topic,
      group: 'g',
      handle: async received => {
        heard.push(received.value)
        if (received.value === '1' && failuresLeft-- > 0) throw new Error('not yet')
      },
    })
    await bus.publish([message('a', 1), message('a', 2)])
    await waitUntil(() => expect(heard).toEqual(['1', '1', '1', '2']))
  })

  it('keeps messages for a paused consumer until it resumes', async () => {
    const heard: string[] = []
    const subscription = await bus.subscribe({
      topic,
      group: 'g',
      handle: async received => void heard.push(received.value),
    })
    subscription.pause()
    // When another group has heard of it, the paused one could have.
    let heardByOther = 0
    await bus.subscribe({ topic, group: 'other', handle: async () => void heardByOther++ })
    const published = bus.publish([message('a', 1)])
    await waitUntil(() => expect(heardByOther).toBe(1))
    expect(heard).toEqual([])
    subscription.resume()
    await published
    await waitUntil(() => expect(heard).toEqual(['1']))
  })

  it('leaves what a closed consumer did not take to the others of its group', async () => {
    const heard: string[] = []
    const given = Promise.withResolvers<void>()
    const closing = await bus.subscribe({
      topic,
      group: 'g',
      handle: async () => {
        given.resolve()
        throw new Error('never')
      },
    })
    const published = bus.publish([message('a', 1)])
    await given.promise
    await bus.subscribe({ topic, group: 'g', handle: async received => void heard.push(received.value) })
    await closing.close()
    await published
    await waitUntil(() => expect(heard).toEqual(['1']))
  })

  it('says that it is closed', async () => {
    await bus.ping()
    await bus.close()
    await expect(bus.publish([message('a', 1)])).rejects.toThrow()
    await expect(bus.ping()).rejects.toThrow()
  })
})

describe('the bus in one process', () => {
  const message = (key: string, value: unknown) => messageOf('letters', key, value)

  it('resolves publish only when every group has acknowledged', async () => {
    const bus = createInProcessBus({ log })
    let acknowledge: (() => void) | undefined
    await bus.subscribe({
      topic: 'letters',
      group: 'g',
      handle: () => new Promise(resolve => (acknowledge = resolve)),
    })
    let safe = false
    const published = bus.publish([message('a', 1)]).then(() => {
      safe = true
    })
    await waitUntil(() => expect(acknowledge).toBeDefined())
    expect(safe).toBe(false)
    acknowledge?.()
    await published
    expect(safe).toBe(true)
    await bus.close()
  })

  it('tells a publisher that its message was not taken before the bus closed', async () => {
    const bus = createInProcessBus({ log })
    const subscription = await bus.subscribe({ topic: 'letters', group: 'g', handle: async () => {} })
    subscription.pause()
    const published = bus.publish([message('a', 1)])
    await Promise.all([expect(published).rejects.toThrow('closed'), bus.close()])
  })

  it('tells a publisher when a group has nobody left to take its message', async () => {
    const bus = createInProcessBus({ log })
    const subscription = await bus.subscribe({ topic: 'letters', group: 'g', handle: async () => {} })
    subscription.pause()
    const waiting = bus.publish([message('a', 1)])
    await Promise.all([expect(waiting).rejects.toThrow('No consumer'), subscription.close()])
    await expect(bus.publish([message('a', 2)])).rejects.toThrow('No consumer')
    await bus.close()
  })
})
