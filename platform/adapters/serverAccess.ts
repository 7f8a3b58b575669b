import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { KafkaAccess } from '../bus/kafka/kafkaClient.ts'
import { ConfigError } from '../config/loadConfig.ts'
import { messageOf } from '../errors/messageOf.ts'
import type { RedisOptions } from '../redis/openRedis.ts'
import type { KafkaSettings, PortsSettings, RedisSettings } from './portsSettings.ts'

/** How this process reaches the brokers that its settings name. */
export type BrokerAccess = Pick<KafkaAccess, 'brokers' | 'ssl' | 'sasl'>

/** How this process reaches the Redis that its settings name, and what stands before its names there. */
export type RedisAccess = Pick<RedisOptions, 'url' | 'ca' | 'commandTimeoutMs'> & { prefix: string }

/** How this process reaches all servers that its settings name. */
export interface ServerAccess {
  kafka?: BrokerAccess
  redis?: RedisAccess
}

/**
 * Reads how Kafka is reached, with the files that the settings name; `undefined` where they name no brokers. A setting
 * that would have no effect is a fault: who names an authority or a user wants connections that are encrypted or let
 * nobody else in.
 * @throws ConfigError naming every variable that does not fit and why.
 */
export const readKafkaAccess = (settings: KafkaSettings): Promise<BrokerAccess | undefined> =>
  withFaults(faults => kafkaAccess(settings, faults))

/**
 * The same for Redis.
 * @throws ConfigError naming every variable that does not fit and why.
 */
export const readRedisAccess = (settings: RedisSettings): Promise<RedisAccess | undefined> =>
  withFaults(faults => redisAccess(settings, faults))

/**
 * The same for both.
 * @throws ConfigError naming every variable of either that does not fit and why.
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
    // TLS itself would pass over what is no certificate, and then trust nobody.
    new X509Certificate(text)
    return text
  } catch (error) {
    faults.push(`${variable}: cannot be used: ${messageOf(error)}`)
    return undefined
  }
}
