import { realService } from '@atelier/testkit/servers/realServices.ts'
import { openRedisSpace, type RedisSpace } from '@atelier/testkit/servers/redisSpace.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { openTcpProxy, type TcpProxy } from '@atelier/testkit/support/tcpProxy.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRedisCache, type RedisCache } from '../cache/redisCache.ts'
import { openRedisPubSub, type RedisPubSub } from '../pubsub/redisPubSub.ts'
import { openRedis, RedisAwayError } from './openRedis.ts'

const redis = await realService('redis')
const ttlMs = 60_000

describe.runIf(redis.available)(`Redis that goes away${redis.note}`, { timeout: 30_000 }, () => {
  const log = captureLog()
  /** Outages that were logged with this reason; that a connection ended may be logged besides. */
  const refusedConnections = () =>
    log.find('Redis unavailable, retrying').filter(({ err }) => err?.message.includes('ECONNREFUSED'))
  let proxy: TcpProxy
  let space: RedisSpace
  let opened: { close(): Promise<void> }[]

  beforeEach(async () => {
    log.clear()
    opened = []
    space = await openRedisSpace(redis.url)
    const { hostname, port } = new URL(redis.url)
    proxy = await openTcpProxy({ host: hostname, port: Number(port || 6379) })
  })
  afterEach(async () => {
    for (const each of opened) await each.close()
    await proxy.close()
    await space.close()
  })

  function settings(commandTimeoutMs = 5_000) {
    const url = new URL(redis.url)
    url.host = `127.0.0.1:${proxy.port}`
    return { url: url.href, prefix: space.prefix, log: log.logger, commandTimeoutMs }
  }
  async function openCache(commandTimeoutMs?: number): Promise<RedisCache> {
    const cache = await openRedisCache(settings(commandTimeoutMs))
    opened.push(cache)
    return cache
  }
  async function openPubSub(commandTimeoutMs?: number): Promise<RedisPubSub> {
    const pubSub = await openRedisPubSub(settings(commandTimeoutMs))
    opened.push(pubSub)
    return pubSub
  }
  const back = (adapter: { ping(): Promise<void> }) => waitUntil(() => adapter.ping())

  /** Every call there is, with whether it was refused for Redis' being away. */
  async function refusals(cache: RedisCache, pubSub: RedisPubSub): Promise<boolean[]> {
    const results = await Promise.allSettled([
      cache.get('key'),
      cache.set('key', 'unwanted', { ttlMs }),
      cache.delete('key'),
      cache.increment('key', { ttlMs }),
      cache.lock('key', { ttlMs }),
      cache.ping(),
      pubSub.publish('task', 'unwanted'),
      pubSub.subscribe('other', () => undefined),
      pubSub.ping(),
    ])
    return results.map(result => result.status === 'rejected' && result.reason instanceof RedisAwayError)
  }
  const allRefused = Array.from({ length: 9 }, () => true)

  it('refuses every call while it is stopped, and does none of them when it is back', async () => {
    const cache = await openCache()
    const pubSub = await openPubSub()
    const heard: unknown[] = []
    await pubSub.subscribe('task', payload => heard.push(payload))
    await cache.set('key', 'kept', { ttlMs })

    await proxy.stop()
    expect(await refusals(cache, pubSub)).toEqual(allRefused)
    await proxy.start()
    await Promise.all([back(cache), back(pubSub)])

    expect(await cache.get('key')).toBe('kept')
    expect(await cache.increment('key', { ttlMs })).toMatchObject({ value: 1 })
    expect(await cache.lock('key', { ttlMs })).toBeDefined()
    await waitUntil(async () => {
      await pubSub.publish('task', 'wanted')
      expect(heard).toContain('wanted')
    })
    expect(heard).not.toContain('unwanted')
  })

  it('refuses every call when its connections fall silent, and makes new ones', async () => {
    const cache = await openCache(200)
    const pubSub = await openPubSub(200)
    proxy.silence()
    expect(await refusals(cache, pubSub)).toEqual(allRefused)
    await Promise.all([back(cache), back(pubSub)])
    expect(log.find('Redis available again').length).toBeGreaterThanOrEqual(3)
  })

  it('notices when a connection that only listens falls silent', async () => {
    const pubSub = await openPubSub(100)
    const other = await openRedisPubSub({ ...settings(), url: redis.url })
    opened.push(other)
    const heard: unknown[] = []
    await pubSub.subscribe('task', payload => heard.push(payload))
    proxy.silence()
    await waitUntil(async () => {
      await other.publish('task', 'hello')
      expect(heard).toContain('hello')
    })
  })

  it('lets messages flow again to those who listened before', async () => {
    const pubSub = await openPubSub()
    const heard = { task: new Set<unknown>(), project: new Set<unknown>() }
    await pubSub.subscribe('task', payload => heard.task.add(payload))
    await pubSub.subscribe('project', payload => heard.project.add(payload))
    for (const round of [1, 2, 3]) {
      await proxy.stop()
      await proxy.start()
      await waitUntil(async () => {
        await Promise.all([pubSub.publish('task', round), pubSub.publish('project', round)])
        expect([heard.task.has(round), heard.project.has(round)]).toEqual([true, true])
      })
    }
  })

  it('forgets who was refused and who left in the meantime, and keeps the others', async () => {
    const pubSub = await openPubSub()
    const heard: string[] = []
    await pubSub.subscribe('task', () => heard.push('stays'))
    const leave = await pubSub.subscribe('task', () => heard.push('left'))
    const leaveAlone = await pubSub.subscribe('alone', () => heard.push('left alone'))
    await proxy.stop()
    await expect(pubSub.subscribe('new', () => heard.push('refused'))).rejects.toThrow(RedisAwayError)
    await expect(pubSub.subscribe('task', () => heard.push('refused'))).rejects.toThrow(RedisAwayError)
    await leave()
    await leaveAlone()
    await proxy.start()
    await waitUntil(async () => {
      for (const channel of ['alone', 'new', 'task']) await pubSub.publish(channel, 1)
      expect(heard).toContain('stays')
    })
    expect(new Set(heard)).toEqual(new Set(['stays']))
  })

  it('may be away when it is opened, and is used as soon as it comes', async () => {
    await proxy.stop()
    const cache = await openCache()
    const pubSub = await openPubSub()
    expect(await refusals(cache, pubSub)).toEqual(allRefused)
    await proxy.start()
    await Promise.all([back(cache), back(pubSub)])
    await cache.set('key', 1, { ttlMs })
    expect(await cache.get('key')).toBe(1)
    const heard = Promise.withResolvers<unknown>()
    await pubSub.subscribe('task', heard.resolve)
    await pubSub.publish('task', 'hello')
    expect(await heard.promise).toBe('hello')
  })

  it('tells who wants to know each time that it is back, and not when it was there from the start', async () => {
    const cache = await openCache()
    let returns = 0
    const stopListening = cache.onReturn(() => {
      returns += 1
    })
    await cache.ping()
    expect(returns).toBe(0)
    for (const round of [1, 2]) {
      await proxy.stop()
      await proxy.start()
      await waitUntil(() => expect(returns).toBe(round))
      await cache.ping()
    }
    stopListening()
    await proxy.stop()
    await proxy.start()
    await back(cache)
    expect(returns).toBe(2)
  })

  it('tells so too when it comes only after it was opened', async () => {
    await proxy.stop()
    const cache = await openCache()
    const returned = Promise.withResolvers<void>()
    cache.onReturn(returned.resolve)
    await proxy.start()
    await returned.promise
    await cache.ping()
  })

  it('is said to be away once in an outage, and to be back once', async () => {
    const connection = await openRedis({ ...settings(), purpose: 'test' })
    opened.push(connection)
    let attempts = 0
    connection.client.on('reconnecting', () => {
      attempts += 1
    })
    await proxy.stop()
    await waitUntil(() => expect(attempts).toBeGreaterThan(3))
    expect(refusedConnections()).toHaveLength(1)
    const reasons = log.find('Redis unavailable, retrying').map(({ err, reason }) => err?.message ?? reason)
    expect(reasons).toEqual(reasons.map(() => expect.any(String)))
    await proxy.start()
    await back(connection)
    expect(log.find('Redis available again')).toHaveLength(1)
    await proxy.stop()
    await waitUntil(() => expect(refusedConnections()).toHaveLength(2))
  })

  it('keeps no call waiting once it is known to be away', async () => {
    const cache = await openCache()
    await proxy.stop()
    await waitUntil(() => expect(refusedConnections()).toHaveLength(1))
    const refused = cache.get('key').catch(error => error)
    const turn = new Promise(resolve => setImmediate(() => resolve('waits')))
    expect(await Promise.race([refused, turn])).toBeInstanceOf(RedisAwayError)
  })

  it('can be closed while it is away', async () => {
    const cache = await openCache()
    const pubSub = await openPubSub()
    await proxy.stop()
    await Promise.all([cache.close(), pubSub.close()])
    await cache.close()
    await expect(cache.get('key')).rejects.toThrow(RedisAwayError)
  })

  it('ends values by its own clock', async () => {
    const cache = await openCache()
    await cache.set('key', 1, { ttlMs: 40 })
    await cache.increment('key', { ttlMs: 40 })
    await cache.lock('key', { ttlMs: 40 })
    await waitUntil(async () => expect(await space.size()).toBe(0))
  })
})
