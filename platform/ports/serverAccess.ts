import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { KafkaAccess } from '../bus/kafka/kafkaClient.ts'
import { ConfigError } from '../config/loadConfig.ts'
import type { RedisOptions } from '../redis/openRedis.ts'
import type { PortsSettings } from './portsSettings.ts'

/** How this process reaches the servers that its settings name. */
export interface ServerAccess {
  kafka?: Pick<KafkaAccess, 'brokers' | 'ssl' | 'sasl'>
  redis?: Pick<RedisOptions, 'url' | 'ca'>
}

/**
 * Reads how the servers are reached, with the files that the settings name. A setting that would have no effect is a
 * fault: who names an authority or a user wants connections that are encrypted or let nobody else in.
 * @throws ConfigError naming every variable that does not fit and why.
 */
export async function readServerAccess(settings: PortsSettings): Promise<ServerAccess> {
  const { KAFKA_TLS_CA_FILE: kafkaFile, REDIS_TLS_CA_FILE: redisFile } = settings
  const faults = saslFaults(settings)
  if (kafkaFile !== undefined && !settings.KAFKA_TLS) faults.push('KAFKA_TLS_CA_FILE: needs KAFKA_TLS=on')
  if (redisFile !== undefined && !settings.REDIS_URL?.startsWith('rediss:'))
    faults.push('REDIS_TLS_CA_FILE: needs a REDIS_URL that begins with rediss://')
  const kafkaCa = kafkaFile === undefined ? undefined : await readAuthorities('KAFKA_TLS_CA_FILE', kafkaFile, faults)
  const redisCa = redisFile === undefined ? undefined : await readAuthorities('REDIS_TLS_CA_FILE', redisFile, faults)
  if (faults.length > 0) throw new ConfigError(faults)

  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = settings
  return {
    ...(settings.KAFKA_BROKERS.length > 0 && {
      kafka: {
        brokers: settings.KAFKA_BROKERS,
        ssl: settings.KAFKA_TLS && (kafkaCa === undefined ? true : { ca: kafkaCa }),
        ...(mechanism && { sasl: { mechanism, username, password } }),
      },
    }),
    ...(settings.REDIS_URL !== undefined && {
      redis: { url: settings.REDIS_URL, ...(redisCa !== undefined && { ca: redisCa }) },
    }),
  }
}

function saslFaults(settings: PortsSettings): string[] {
  const given = (['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const).filter(name => settings[name] !== '')
  if (settings.KAFKA_SASL_MECHANISM === undefined) return given.map(name => `${name}: needs KAFKA_SASL_MECHANISM`)
  const missing = (['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const).filter(name => settings[name] === '')
  return missing.map(name => `${name}: is needed where KAFKA_SASL_MECHANISM is set`)
}

async function readAuthorities(variable: string, file: string, faults: string[]): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8')
    // TLS itself would pass over what is no certificate, and then trust nobody.
    new X509Certificate(text)
    return text
  } catch (error) {
    faults.push(`${variable}: cannot be used: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}
