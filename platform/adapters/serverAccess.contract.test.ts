import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../config/loadConfig.ts'
import { StartupError } from '../errors/startupError.ts'
import { kafkaSettings, portsSettings, redisSettings } from './portsSettings.ts'
import { readKafkaAccess, readRedisAccess, readServerAccess } from './serverAccess.ts'

const read = (env: Record<string, string>) => readServerAccess(loadConfig(portsSettings, env))
const brokers = { KAFKA_BROKERS: 'kafka.example:9093' }

describe('the way to the servers', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-access-'))
    await writeFile(join(folder, 'notes.txt'), 'no certificate')
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('is open where nothing else is said', async () => {
    expect(await read({})).toEqual({})
    expect(await read({ ...brokers, REDIS_URL: 'redis://redis.example' })).toEqual({
      kafka: { brokers: ['kafka.example:9093'], ssl: false },
      redis: { url: 'redis://redis.example', prefix: 'atelier:', commandTimeoutMs: 1_000 },
    })
  })

  it('is encrypted, with the authorities that Node trusts, where that alone is said', async () => {
    expect((await read({ ...brokers, KAFKA_TLS: 'on' })).kafka?.ssl).toBe(true)
  })

  it('to one kind of server is read without a look at the settings of the other', async () => {
    const env = { ...brokers, KAFKA_PASSWORD: 'x', REDIS_URL: 'redis://redis.example', REDIS_TLS_CA_FILE: 'none.pem' }
    const { KAFKA_PASSWORD: _, ...rightForKafka } = env
    const { REDIS_TLS_CA_FILE: __, ...rightForRedis } = env
    expect(await readKafkaAccess(loadConfig(kafkaSettings, rightForKafka))).toMatchObject({ ssl: false })
    expect(await readRedisAccess(loadConfig(redisSettings, rightForRedis))).toMatchObject({ url: env.REDIS_URL })
    await expect(readKafkaAccess(loadConfig(kafkaSettings, env))).rejects.toThrow(/^Invalid settings:\n +KAFKA_\S+:.*$/)
    await expect(readRedisAccess(loadConfig(redisSettings, env))).rejects.toThrow(/REDIS_TLS_CA_FILE/)
  })

  const faults: [string, Record<string, string>, RegExp][] = [
    [
      'a file that is not there',
      { ...brokers, KAFKA_TLS: 'on', KAFKA_TLS_CA_FILE: 'none.pem' },
      /KAFKA_TLS_CA_FILE.*ENOENT/,
    ],
    [
      'a file without certificates',
      { ...brokers, KAFKA_TLS: 'on', KAFKA_TLS_CA_FILE: 'notes.txt' },
      /KAFKA_TLS_CA_FILE.*PEM/,
    ],
    [
      'a file for brokers that are not reached over TLS',
      { ...brokers, KAFKA_TLS_CA_FILE: 'notes.txt' },
      /needs KAFKA_TLS=on/,
    ],
    ['such a file for Redis', { REDIS_URL: 'rediss://r', REDIS_TLS_CA_FILE: 'none.pem' }, /REDIS_TLS_CA_FILE.*ENOENT/],
    [
      'a file for a Redis that is not reached over TLS',
      { REDIS_URL: 'redis://r', REDIS_TLS_CA_FILE: 'notes.txt' },
      /rediss:/,
    ],
    [
      'a way to prove oneself without a name',
      { ...brokers, KAFKA_SASL_MECHANISM: 'plain' },
      /KAFKA_USERNAME.*\n.*KAFKA_PASSWORD/,
    ],
    [
      'a password that nobody asks for',
      { ...brokers, KAFKA_PASSWORD: 'x' },
      /KAFKA_PASSWORD: needs KAFKA_SASL_MECHANISM/,
    ],
  ]
  it.each(faults)('refuses %s at the start', async (_, env, reason) => {
    const files = Object.entries(env).map(([name, value]) => [
      name,
      name.endsWith('_FILE') ? join(folder, value) : value,
    ])
    const refused = read(Object.fromEntries(files))
    await expect(refused).rejects.toThrow(StartupError)
    await expect(refused).rejects.toThrow(reason)
  })
})
