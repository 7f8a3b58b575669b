import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { KafkaAccess } from '../bus/kafka/kafkaClient.ts'
import { ConfigError } from '../config/loadConfig.ts'
import { messageOf } from '../errors/messageOf.ts'
import type { RedisOptions } from '../redis/openRedis.ts'
import type { KafkaSettings, PortsSettings, RedisSettings } from './portsSettings.ts'

/** Connection parameters of the configured brokers. */
export type BrokerAccess = Pick<KafkaAccess, 'brokers' | 'ssl' | 'sasl'>

/** Connection parameters of the configured Redis, and the prefix of keys and channels. */
export type RedisAccess = Pick<RedisOptions, 'url' | 'ca' | 'commandTimeoutMs'> & { prefix: string }

/** Connection parameters of all configured servers. */
export interface ServerAccess {
  kafka?: BrokerAccess
  redis?: RedisAccess
}

/**
 * Reads the connection parameters of Kafka, with the files that the settings name; `undefined` without brokers. A
 * setting without effect is an error: an authority or a user implies a connection that is encrypted or authenticated.
 * @throws ConfigError naming every invalid variable and the reason.
 */
export const readKafkaAccess = (settings: KafkaSettings): Promise<BrokerAccess | undefined> =>
  withFaults(faults => kafkaAccess(settings, faults))

/**
 * Reads the connection parameters of Redis.
 * @throws ConfigError naming every invalid variable and the reason.
 */
export const readRedisAccess = (settings: RedisSettings): Promise<RedisAccess | undefined> =>
  withFaults(faults => redisAccess(settings, faults))

/**
 * Reads the connection parameters of Kafka and Redis.
 * @throws ConfigError naming every invalid variable of either and the reason.
 */
export const readServerAccess = (settings: PortsSettings): Promise<ServerAccess> =>
  withFaults(async faults => {
    const kafka = await kafkaAccess(settings, faults)
    const redis = await redisAccess(settings, faults)
    return { ...(kafka && { kafka }), ...(redis && { redis }) }
  })

async function withFaults<Access>(read: (faults: string[]) => Promise<Access>): Promise<Access> {
  const faults: string[] = []
  const access = await read(faults)
  if (faults.length > 0) throw new ConfigError(faults)
  return access
}

async function kafkaAccess(settings: KafkaSettings, faults: string[]): Promise<BrokerAccess | undefined> {
  const { kafkaBrokers: brokers, kafkaTls: tls, kafkaTlsCaFile: file } = settings
  faults.push(...saslFaults(settings))
  if (file !== undefined && !tls) faults.push('KAFKA_TLS_CA_FILE: needs KAFKA_TLS=on')
  const ca = file === undefined ? undefined : await readAuthorities('KAFKA_TLS_CA_FILE', file, faults)
  if (brokers.length === 0) return undefined
  const { kafkaSaslMechanism: mechanism, kafkaUsername: username, kafkaPassword: password } = settings
  return {
    brokers,
    ssl: tls && (ca === undefined ? true : { ca }),
    ...(mechanism && { sasl: { mechanism, username, password } }),
  }
}

async function redisAccess(settings: RedisSettings, faults: string[]): Promise<RedisAccess | undefined> {
  const { redisUrl: url, redisTlsCaFile: file } = settings
  if (file !== undefined && !url?.startsWith('rediss:'))
    faults.push('REDIS_TLS_CA_FILE: needs a REDIS_URL that begins with rediss://')
  const ca = file === undefined ? undefined : await readAuthorities('REDIS_TLS_CA_FILE', file, faults)
  if (url === undefined) return undefined
  const { redisPrefix: prefix, redisTimeoutMs: commandTimeoutMs } = settings
  return { url, ...(ca !== undefined && { ca }), prefix, commandTimeoutMs }
}

function saslFaults(settings: KafkaSettings): string[] {
  const credentials = { KAFKA_USERNAME: settings.kafkaUsername, KAFKA_PASSWORD: settings.kafkaPassword }
  const [given, missing] = [true, false].map(isGiven =>
    Object.entries(credentials).flatMap(([name, value]) => ((value !== '') === isGiven ? [name] : [])),
  ) as [string[], string[]]
  if (settings.kafkaSaslMechanism === undefined) return given.map(name => `${name}: needs KAFKA_SASL_MECHANISM`)
  return missing.map(name => `${name}: is needed where KAFKA_SASL_MECHANISM is set`)
}

async function readAuthorities(variable: string, file: string, faults: string[]): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8')
    // TLS ignores text that is no certificate, and then trusts no server.
    new X509Certificate(text)
    return text
  } catch (error) {
    faults.push(`${variable}: cannot be used: ${messageOf(error)}`)
    return undefined
  }
}
