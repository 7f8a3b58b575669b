import { createRedis } from '@atelier/devservers/servers/redis/redis.ts'
import { ownServer } from '@atelier/testkit/servers/ownServer.ts'
import { openSecuredRedis, REDIS_PASSWORD, type SecuredRedis } from '@atelier/testkit/servers/securedRedis.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../config/loadConfig.ts'
import { RedisAwayError } from '../redis/openRedis.ts'
import { openPorts } from './openPorts.ts'
import { portsSettings } from './portsSettings.ts'

const server = await ownServer(createRedis)
const ttlMs = 60_000

describe.runIf(server.available)(`Redis over TLS${server.note}`, () => {
  let redis: SecuredRedis
  let opened = new AsyncDisposableStack()
  const log = captureLog({ level: 'trace' })
  beforeAll(async () => {
    redis = await openSecuredRedis()
  })
  afterAll(() => redis?.close())
  afterEach(async () => {
    await opened.disposeAsync()
    opened = new AsyncDisposableStack()
    log.clear()
  })

  /** The ports as a service opens them from its environment; every line that they log is kept. */
  async function open(password: string, env: Record<string, string> = {}) {
    const settings = loadConfig(portsSettings, {
      REDIS_URL: `rediss://:${password}@${redis.host}`,
      REDIS_TLS_CA_FILE: redis.authority.caFile,
      ...env,
    })
    return openPorts(settings, { log: log.logger, clientId: 'tests' }, opened)
  }

  it('keeps values and passes on messages', async () => {
    const { cache, pubsub } = await open(REDIS_PASSWORD)
    await cache.set('key', 'kept', { ttlMs })
    expect(await cache.get('key')).toBe('kept')
    const heard = vi.fn()
    await pubsub.subscribe('channel', heard)
    await pubsub.publish('channel', 'told')
    await waitUntil(() => expect(heard).toHaveBeenCalledWith('told'))
    expect(log.written().join()).not.toContain(REDIS_PASSWORD)
  })

  it('refuses a wrong password, and the log says why', async () => {
    const { cache } = await open('wrong-password')
    await expect(cache.set('key', 'unwanted', { ttlMs })).rejects.toThrow(RedisAwayError)
    expect(log.written().join()).toContain('WRONGPASS')
    expect(log.written().join()).not.toContain('wrong-password')
  })

  it('is not spoken to when no trusted authority vouches for it, and the log says why', async () => {
    const { cache } = await open(REDIS_PASSWORD, { REDIS_TLS_CA_FILE: redis.stranger.caFile })
    await expect(cache.set('key', 'unwanted', { ttlMs })).rejects.toThrow(RedisAwayError)
    expect(log.written().join()).toContain('certificate')
    expect(log.written().join()).not.toContain(REDIS_PASSWORD)
  })
})
