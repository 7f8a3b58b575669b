import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import { type KafkaSpace, openKafkaSpace } from '@atelier/testkit/servers/kafkaSpace.ts'
import { realService } from '@atelier/testkit/servers/realServices.ts'
import { metricSamples } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import kafkajs from 'kafkajs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../log/logger.ts'
import { createMetrics, type Metrics } from '../../metrics/metrics.ts'
import { type EventBus, UndeliverableError } from '../eventBus.ts'
import type { BusMessage } from '../message.ts'
import { type KafkaBusOptions, openKafkaBus } from './kafkaBus.ts'
import { groupIdOf } from './member.ts'
import { untilKnown } from './topics.ts'

const { ConfigResourceTypes } = kafkajs
const kafka = await realService('kafka')
const log = createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })

/** A member that was killed is given up after its session, and a cut connection is made again by and by. */
const later = { timeoutMs: 40_000 }

describe.runIf(kafka.available)(`the bus over Kafka${kafka.note}`, { timeout: 90_000 }, () => {
  let space: KafkaSpace
  let topic: string
  let buses: EventBus[]

  beforeEach(async () => {
    space = await openKafkaSpace(kafka.url)
    topic = space.topic('letters')
    buses = []
  }, 30_000)
  afterEach(async () => {
    await Promise.all(buses.map(bus => bus.close()))
    await space.close()
  }, 60_000)

  function open(options: Partial<KafkaBusOptions> = {}): EventBus {
    const bus = openKafkaBus({
      brokers: kafka.url.split(','),
      clientId: 'tests',
      topics: [{ name: topic, partitions: 4, retentionMs: 3_600_000 }],
      sessionTimeoutMs: 6_000,
      log,
      ...options,
    })
    buses.push(bus)
    return bus
  }

  const message = (value: number, key = `k${value}`): BusMessage => ({ topic, key, value: String(value), headers: {} })
  const messages = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => message(from + index))
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => String(from + index))
  const committed = async (group: string) => {
    const [offsets] = await space.admin.fetchOffsets({ groupId: groupIdOf({ group, topic }), topics: [topic] })
    return offsets?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
  }

  /** The controller acknowledges what is set for a topic before the broker that is asked has heard of it. */
  const untilSet = (settings: Record<string, string>) =>
    waitUntil(async () => {
      const resource = { type: ConfigResourceTypes.TOPIC, name: topic }
      const { resources } = await space.admin.describeConfigs({ resources: [resource], includeSynonyms: false })
      const entries = resources[0]?.configEntries ?? []
      const values = Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]))
      expect(values).toMatchObject(settings)
    })

  it('makes its topics with their partitions and retention, and changes the retention of those that are there', async () => {
    await open().ping()
    await open({ topics: [{ name: topic, partitions: 9, retentionMs: 7_200_000 }] }).ping()
    const { topics } = await space.admin.fetchTopicMetadata({ topics: [topic] })
    expect(topics[0]?.partitions).toHaveLength(4)
    await untilSet({ 'retention.ms': '7200000' })
  })

  it('leaves alone what else was set for a topic when it changes the retention', async () => {
    const configEntries = [{ name: 'max.message.bytes', value: '2000000' }]
    await space.admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: false })
    await untilKnown(space.admin, [topic])
    await open().ping()
    await untilSet({ 'max.message.bytes': '2000000', 'retention.ms': '3600000' })
  })

  it('gives a new group what was sent before', async () => {
    const bus = open()
    await bus.publish(messages(0, 5))
    const heard: string[] = []
    await bus.subscribe({ topic, group: 'late', handle: async ({ value }) => void heard.push(value) })
    await waitUntil(() => expect(heard.sort()).toEqual(numbers(0, 5)))
  })

  it('goes on after a restart where the group had committed', async () => {
    const before: string[] = []
    const first = open()
    await first.subscribe({ topic, group: 'g', handle: async ({ value }) => void before.push(value) })
    await first.publish(messages(0, 10))
    await waitUntil(() => expect(before).toHaveLength(10))
    await first.close()

    const after: string[] = []
    const second = open()
    await second.publish(messages(10, 20))
    await second.subscribe({ topic, group: 'g', handle: async ({ value }) => void after.push(value) })
    await waitUntil(() => expect(after).toHaveLength(10))
    expect(after.sort()).toEqual(numbers(10, 20))
  })

  it('commits what the handler in hand finishes while the bus closes', async () => {
    const bus = open()
    const working = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    await bus.subscribe({
      topic,
      group: 'g',
      async handle() {
        working.resolve()
        await finish.promise
      },
    })
    await bus.publish([message(1, 'a'), message(2, 'a')])
    await working.promise
    const closed = bus.close()
    finish.resolve()
    await closed
    expect(await committed('g')).toBe(1)
  })

  it('lets the other partitions go on while the handler fails for one', async () => {
    const bus = open()
    const heard: string[] = []
    let broken = true
    await bus.subscribe({
      topic,
      group: 'g',
      async handle({ key, value }) {
        if (key === 'bad' && broken) throw new Error('not yet')
        heard.push(value)
      },
    })
    await bus.publish([message(0, 'bad'), message(1, 'bad')])
    await bus.publish(messages(2, 40))
    // Keys that share the partition with the bad one wait with it; about three quarters do not.
    await waitUntil(() => expect(heard.length).toBeGreaterThan(15))
    expect(heard).not.toContain('0')
    broken = false
    await waitUntil(() => expect(heard).toHaveLength(40))
    expect(heard.indexOf('0')).toBeLessThan(heard.indexOf('1'))
  })

  it('stays in its group while a handler takes longer than a session', async () => {
    const bus = open()
    let takes = 0
    const finish = Promise.withResolvers<void>()
    await bus.subscribe({
      topic,
      group: 'g',
      async handle() {
        takes++
        await finish.promise
      },
    })
    await bus.publish([message(1)])
    await waitUntil(() => expect(takes).toBe(1))
    const given = Date.now()
    await waitUntil(() => expect(Date.now() - given).toBeGreaterThan(9_000), later)
    const groupId = groupIdOf({ topic, group: 'g' })
    const { groups } = await space.admin.describeGroups([groupId])
    expect(groups[0]?.members).toHaveLength(1)
    finish.resolve()
    await waitUntil(async () => expect(await committed('g')).toBe(1))
    expect(takes).toBe(1)
  })

  it('stays paused when its group shares anew', async () => {
    const heard = { paused: 0, other: 0 }
    const first = open()
    const paused = await first.subscribe({ topic, group: 'g', handle: async () => void heard.paused++ })
    paused.pause()
    const other = await open().subscribe({ topic, group: 'g', handle: async () => void heard.other++ })
    await first.publish(messages(0, 40))
    await waitUntil(() => expect(heard.other).toBeGreaterThan(0))
    await other.close()
    expect(heard.paused).toBe(0)
    paused.resume()
    await waitUntil(() => expect(heard.paused + heard.other).toBeGreaterThanOrEqual(40))
  })

  it('gives nothing twice and loses nothing when members come and go properly', async () => {
    const heard: string[] = []
    const handle = async ({ value }: BusMessage) => void heard.push(value)
    const bus = open()
    await bus.subscribe({ topic, group: 'g', handle })
    await bus.publish(messages(0, 200))
    const second = await open().subscribe({ topic, group: 'g', handle })
    await bus.publish(messages(200, 400))
    const third = await open().subscribe({ topic, group: 'g', handle })
    await bus.publish(messages(400, 600))
    await Promise.all([second.close(), third.close(), bus.publish(messages(600, 800))])
    await waitUntil(() => expect(new Set(heard).size).toBe(800))
    expect(heard).toHaveLength(800)
  })

  it('has everything handled once while a member joins and leaves under load', async () => {
    const heard = { staying: [] as string[], coming: [] as string[] }
    /** Takes a little, so that there is always something in hand when the group shares anew. */
    const taking = (member: keyof typeof heard) => ({
      topic,
      group: 'g',
      async handle({ value }: BusMessage) {
        // Real time: what a message takes to handle.
        await delay(2)
        heard[member].push(value)
      },
    })
    const takesMore = async (member: keyof typeof heard) => {
      const before = heard[member].length
      await waitUntil(() => expect(heard[member].length).toBeGreaterThan(before + 50))
    }
    const bus = open()
    await bus.subscribe(taking('staying'))
    let sent = 0
    let isBusy = true
    const load = (async () => {
      for (; isBusy; sent += 10) {
        await bus.publish(messages(sent, sent + 10))
        // Real time: the pace of the load.
        await delay(10)
      }
    })()
    const other = open()
    for (let round = 0; round < 3; round++) {
      await takesMore('staying')
      const coming = await other.subscribe(taking('coming'))
      await takesMore('coming')
      await coming.close()
    }
    await takesMore('staying')
    isBusy = false
    await load
    await waitUntil(() => expect(new Set([...heard.staying, ...heard.coming]).size).toBe(sent))
    expect(heard.staying.length + heard.coming.length).toBe(sent)
  })

  it('loses nothing when a member is killed', async () => {
    const heard = new Set<string>()
    const bus = open()
    const member = fork(createRequire(import.meta.url).resolve('@atelier/testkit/platform/kafkaMember.ts'), [
      kafka.url,
      topic,
      'g',
    ])
    try {
      await bus.ping()
      const joined = Promise.withResolvers<void>()
      const busy = Promise.withResolvers<void>()
      member.on('exit', code => joined.reject(new Error(`The other process ended with ${code}.`)))
      const taken: string[] = []
      member.on('message', value => {
        if (value === 'joined') return joined.resolve()
        if (taken.push(String(value)) > 10) busy.resolve()
      })
      await joined.promise
      await bus.subscribe({ topic, group: 'g', handle: async ({ value }) => void heard.add(value) })
      await bus.publish(messages(0, 300))
      await busy.promise
      const exited = once(member, 'exit')
      member.kill('SIGKILL')
      await exited
      await waitUntil(() => expect(new Set([...heard, ...taken]).size).toBe(300), later)
      expect(heard.size).toBeGreaterThan(300 - taken.length)
    } finally {
      member.kill('SIGKILL')
    }
  })

  it('tells what can never be sent from what may yet be', async () => {
    const bus = open()
    await expect(bus.publish([{ ...message(1), value: 'x'.repeat(1_100_000) }])).rejects.toThrow(UndeliverableError)
    await expect(bus.publish([{ ...message(1), topic: 'no topic!' }])).rejects.toThrow(UndeliverableError)
    const unknown = bus.publish([{ ...message(1), topic: space.topic('not-made-yet') }])
    await expect(unknown).rejects.not.toThrow(UndeliverableError)
    await bus.publish([message(1)])
  })

  it('passes on what a broker with a smaller limit refuses, and goes on with the next', async () => {
    await open().ping()
    const resource = { type: ConfigResourceTypes.TOPIC, name: topic }
    const configEntries = [{ name: 'max.message.bytes', value: '2000' }]
    await space.admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] })
    await untilSet({ 'max.message.bytes': '2000' })
    const bus = open()
    await expect(bus.publish([{ ...message(1), value: 'x'.repeat(5_000) }])).rejects.toThrow(UndeliverableError)
    await bus.publish([message(2)])
  })

  it('sends many large messages at once', async () => {
    const bus = open()
    const heard: string[] = []
    const large = messages(0, 30).map(given => ({ ...given, headers: { n: given.value }, value: 'x'.repeat(100_000) }))
    await bus.publish(large)
    await bus.subscribe({ topic, group: 'g', handle: async ({ headers }) => void heard.push(headers.n ?? '') })
    await waitUntil(() => expect(heard).toHaveLength(30))
  })

  const lagIn = (metrics: Metrics) => async () => {
    const samples = await metricSamples(metrics.registry, 'kafka_consumer_lag')
    return samples.map(({ value, labels }) => ({ value, ...labels }))
  }

  it('tells how far a group is behind as soon as it has joined it', async () => {
    const metrics = createMetrics({ service: 'test' })
    const bus = open({ metrics, lagEveryMs: 3_600_000 })
    await bus.publish([message(1, 'a'), message(2, 'a'), message(3, 'a')])
    const finish = Promise.withResolvers<void>()
    await bus.subscribe({ topic, group: 'slow', handle: () => finish.promise })
    const lag = lagIn(metrics)
    await waitUntil(async () => expect((await lag()).map(({ value }) => value).sort()).toEqual([0, 0, 0, 3]))
    finish.resolve()
  })

  it('tells how far its groups are behind', async () => {
    const metrics = createMetrics({ service: 'test' })
    const bus = open({ metrics, lagEveryMs: 100 })
    const subscription = await bus.subscribe({ topic, group: 'slow', handle: async () => {} })
    const lag = lagIn(metrics)
    subscription.pause()
    await bus.publish([message(1, 'a'), message(2, 'a'), message(3, 'a')])
    await waitUntil(async () => {
      const lags = await lag()
      expect(lags).toHaveLength(4)
      expect(lags).toContainEqual(expect.objectContaining({ value: 3, topic, group: 'slow' }))
    })
    subscription.resume()
    await waitUntil(async () => expect((await lag()).map(({ value }) => value)).toEqual([0, 0, 0, 0]))
    await subscription.close()
    await waitUntil(async () => expect(await lag()).toEqual([]))
  })
})
