import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/loadConfig.ts'
import { createLogger } from '../log/logger.ts'
import { createClosers } from '../shutdown/closers.ts'
import { openBus, openCache } from './openPorts.ts'
import { portsSettings } from './portsSettings.ts'

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
  let closers = createClosers()
  let kafka: Door
  let redis: Door
  beforeEach(async () => {
    closers = createClosers()
    kafka = await openDoor()
    redis = await openDoor()
  })
  afterEach(async () => {
    await closers.close()
    kafka.server.close()
    redis.server.close()
  })

  const settings = () =>
    loadConfig(portsSettings, { KAFKA_BROKERS: kafka.address, REDIS_URL: `redis://${redis.address}` })

  it('that needs the cache alone goes to Redis and not to Kafka', async () => {
    const visited = once(redis.server, 'connection')
    await openCache(settings(), { log }, closers.add)
    await visited
    expect(kafka.visits).toBe(0)
  })

  it('that needs the bus alone goes to Kafka and not to Redis', async () => {
    const visited = once(kafka.server, 'connection')
    await openBus(settings(), { log, clientId: 'tests' }, closers.add)
    await visited
    expect(redis.visits).toBe(0)
  })
})
