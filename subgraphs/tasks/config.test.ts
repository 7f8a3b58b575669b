import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { StartupError } from '@atelier/platform/errors/startupError.ts'
import { describe, expect, it } from 'vitest'
import { tasksEnvironment, tasksProcessEnvironment } from './config.ts'

const secrets = { GATEWAY_SECRET: 'x'.repeat(32), OBJECTS_SECRET: 'x'.repeat(32) }
const start = (env: Record<string, string>) => loadConfig(tasksProcessEnvironment, { ...secrets, ...env })
const kafka = { KAFKA_BROKERS: 'kafka:9092' }

describe('the lease of a task', () => {
  it('is long enough when nothing is said', () => {
    expect(start(kafka)).toMatchObject({ leaseMs: 30_000, heartbeatMs: 5_000 })
  })

  it.each<Record<string, string>>([
    { LEASE_MS: '10001' },
    { LEASE_MS: '2001', HEARTBEAT_MS: '1000' },
    { LEASE_MS: '15000', HEARTBEAT_MS: '2000', ...kafka },
    { LEASE_MS: '12001', HEARTBEAT_MS: '2000', ...kafka },
  ])('may be $LEASE_MS', env => {
    expect(start(env).leaseMs).toBe(Number(env.LEASE_MS))
  })

  it.each<Record<string, string>>([
    { LEASE_MS: '10000' },
    { LEASE_MS: '2000', HEARTBEAT_MS: '1000' },
    { HEARTBEAT_MS: '15000', ...kafka },
  ])('must outlast two signs of life of a worker: not with %o', env => {
    expect(() => start(env)).toThrow(StartupError)
    expect(() => start(env)).toThrow(/LEASE_MS: must be more than twice HEARTBEAT_MS/)
    expect(() => loadConfig(tasksEnvironment, env)).toThrow(/LEASE_MS/)
  })

  it('must outlast, over Kafka, a killed worker whose messages nobody else gets yet', () => {
    expect(() => start({ LEASE_MS: '12000', HEARTBEAT_MS: '2000', ...kafka })).toThrow(
      /LEASE_MS: must be more than 12000.*HEARTBEAT_MS.*\(got "12000"\)/,
    )
  })
})

describe('what a tasks service needs', () => {
  it('is told in full, also where variables depend on each other', () => {
    const load = () => loadConfig(tasksProcessEnvironment, { GATEWAY_SECRET: 'short', PORT: 'x', LEASE_MS: '10000' })
    expect(load).toThrow(/GATEWAY_SECRET: must have at least 32/)
    expect(load).toThrow(/PORT: must be/)
    expect(load).toThrow(/OBJECTS_SECRET: is needed unless MINIO_URL is set/)
    expect(load).toThrow(/LEASE_MS: must be more than twice HEARTBEAT_MS/)
  })

  it('are both keys of a MinIO that is named', () => {
    const minio = { MINIO_URL: 'http://minio:9000' }
    expect(() => start(minio)).toThrow(
      /MINIO_ACCESS_KEY: is needed where MINIO_URL is set\n.*MINIO_SECRET_KEY: is needed where MINIO_URL is set/,
    )
    expect(() => start({ ...minio, MINIO_ACCESS_KEY: 'a', MINIO_SECRET_KEY: 'b' })).not.toThrow()
  })
})
