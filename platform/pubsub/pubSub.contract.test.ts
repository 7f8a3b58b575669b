import { realService } from '@atelier/testkit/servers/realServices.ts'
import { randomPrefix } from '@atelier/testkit/servers/redisSpace.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryPubSub } from './memoryPubSub.ts'
import type { PubSub } from './pubSub.ts'
import { openRedisPubSub } from './redisPubSub.ts'

const redis = await realService('redis')

const { logger: log, lines, clear } = captureLog()

const adapters: { name: string; open(): Promise<PubSub> }[] = [
  { name: 'memory', open: async () => createMemoryPubSub({ log }) },
]
if (redis.available) {
  adapters.push({ name: 'Redis', open: () => openRedisPubSub({ url: redis.url, prefix: randomPrefix(), log }) })
}

describe.each(adapters)(`pub/sub over $name${redis.note}`, ({ open }) => {
  let pubSub: PubSub

  beforeEach(async () => {
    clear()
    pubSub = await open()
  })
  afterEach(() => pubSub.close())

  /** Listens to a channel and keeps all that was heard. */
  async function listen(channel: string) {
    const heard: unknown[] = []
    const stop = await pubSub.subscribe(channel, payload => heard.push(payload))
    return { heard, stop }
  }

  /** Waits until what was published before has been heard: payloads of one publisher keep their order. */
  async function settle() {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = await pubSub.subscribe('settled', () => resolve())
    await pubSub.publish('settled', true)
    await promise
    await stop()
  }

  it('tells every listener of the channel and none of another', async () => {
    const [first, second, other] = await Promise.all([listen('task'), listen('task'), listen('project')])
    await pubSub.publish('task', { id: 1 })
    await settle()
    expect(first.heard).toEqual([{ id: 1 }])
    expect(second.heard).toEqual([{ id: 1 }])
    expect(other.heard).toEqual([])
  })

  it.each([[null], [0], [''], [false], [[1, { a: 'ü' }]]])('carries %j as it is', async payload => {
    const { heard } = await listen('task')
    await pubSub.publish('task', payload)
    await settle()
    expect(heard).toEqual([payload])
  })

  it('keeps the order in which things were published', async () => {
    const { heard } = await listen('task')
    const numbers = Array.from({ length: 200 }, (_, index) => index)
    await Promise.all(numbers.map(number => pubSub.publish('task', number)))
    await settle()
    expect(heard).toEqual(numbers)
  })

  it('never runs a listener inside the call that publishes', async () => {
    const { heard } = await listen('task')
    const publishing = pubSub.publish('task', 1)
    expect(heard).toEqual([])
    await publishing
    await settle()
    expect(heard).toEqual([1])
  })

  it('gives each listener a copy, made when it was published', async () => {
    const given = { list: [1] }
    await pubSub.subscribe<typeof given>('task', payload => payload.list.push(99))
    const { heard } = await listen('task')
    const publishing = pubSub.publish('task', given)
    given.list.push(2)
    await publishing
    await settle()
    expect(heard).toEqual([{ list: [1] }])
  })

  it('tells nothing to who came later or has left', async () => {
    const early = await listen('task')
    await pubSub.publish('task', 1)
    await settle()
    await early.stop()
    const late = await listen('task')
    await pubSub.publish('task', 2)
    await settle()
    expect(early.heard).toEqual([1])
    expect(late.heard).toEqual([2])
  })

  it('lets one listener go without the others of the channel', async () => {
    const leaving = await listen('task')
    const staying = await listen('task')
    await leaving.stop()
    await leaving.stop()
    await pubSub.publish('task', 1)
    await settle()
    expect(leaving.heard).toEqual([])
    expect(staying.heard).toEqual([1])
  })

  it('tells nothing to a listener once it has left, not even what was published before', async () => {
    const { heard, stop } = await listen('task')
    const publishing = pubSub.publish('task', 1)
    await stop()
    const leftWith = heard.length
    await publishing
    await settle()
    expect(heard).toHaveLength(leftWith)
  })

  it('lets a listener publish and leave', async () => {
    const { heard } = await listen('answer')
    const stop = await pubSub.subscribe('question', async () => {
      await stop()
      await pubSub.publish('answer', 42)
    })
    await pubSub.publish('question', 1)
    await waitUntil(() => expect(heard).toEqual([42]))
    await pubSub.publish('question', 2)
    await settle()
    expect(heard).toEqual([42])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('listener is ill')
      },
    ],
    ['rejects', () => Promise.reject(new Error('listener is ill'))],
  ])('logs a listener that %s and still tells the others', async (_, ill) => {
    await pubSub.subscribe('task', ill)
    const { heard } = await listen('task')
    await pubSub.publish('task', 1)
    await pubSub.publish('task', 2)
    await settle()
    expect(heard).toEqual([1, 2])
    expect(lines.filter(({ err }) => err?.message === 'listener is ill')).toHaveLength(2)
  })

  it('refuses what JSON cannot say', async () => {
    await expect(pubSub.publish('task', undefined)).rejects.toThrow(TypeError)
  })
})
