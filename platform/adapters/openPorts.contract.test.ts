import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/loadConfig.ts'
import { createLogger } from '../log/logger.ts'
import { openBus } from './openBus.ts'
import { openCache } from './openCache.ts'
import { openPorts } from './openPorts.ts'
import { kafkaSettings, portsSettings, redisSettings } from './portsSettings.ts'

const log = createLogger({ name: 'test', level: 'silent' })

/** A server that hangs up on everybody, and how often somebody came. */
interface Door {
  server: Server
  address: string
  visits: number
}

async function openDoor(): Promise<Door> {
  const door: Door = { server: createServer(), address: '', visits: 0 }
  door.server.on('connection', socket => {
    door.visits++
    socket.destroy()
  })
  await once(door.server.listen(0, '127.0.0.1'), 'listening')
  door.address = `127.0.0.1:${(door.server.address() as AddressInfo).port}`
  return door
}

describe('a process', () => {
  let opened = new AsyncDisposableStack()
  let kafka: Door
  let redis: Door
  beforeEach(async () => {
    opened = new AsyncDisposableStack()
    kafka = await openDoor()
    redis = await openDoor()
  })
  afterEach(async () => {
    await opened.disposeAsync()
    kafka.server.close()
    redis.server.close()
  })

  const env = () => ({ KAFKA_BROKERS: kafka.address, REDIS_URL: `redis://${redis.address}` })

  it('that needs the cache alone goes to Redis and not to Kafka', async () => {
    const visited = once(redis.server, 'connection')
    await openCache(loadConfig(redisSettings, env()), { log }, opened)
    await visited
    expect(kafka.visits).toBe(0)
  })

  it('that needs the bus alone goes to Kafka and not to Redis', async () => {
    const visited = once(kafka.server, 'connection')
    await openBus(loadConfig(kafkaSettings, env()), { log, clientId: 'tests' }, opened)
    await visited
    expect(redis.visits).toBe(0)
  })

  it('that needs both goes to both', async () => {
    const visited = Promise.all([kafka, redis].map(({ server }) => once(server, 'connection')))
    await openPorts(loadConfig(portsSettings, env()), { log, clientId: 'tests' }, opened)
    await visited
  })

  it('that needs both is told at once what is wrong with the way to either, and goes to neither', async () => {
    const settings = loadConfig(portsSettings, { ...env(), KAFKA_PASSWORD: 'x', REDIS_TLS_CA_FILE: 'none.pem' })
    await expect(openPorts(settings, { log, clientId: 'tests' }, opened)).rejects.toThrow(
      /KAFKA_PASSWORD: .*\n.*REDIS_TLS_CA_FILE: needs .*\n.*REDIS_TLS_CA_FILE: .*ENOENT/,
    )
    expect([kafka.visits, redis.visits]).toEqual([0, 0])
  })
})
