import { z } from 'zod'
import type { Settings } from '../config/loadConfig.ts'
import { list, milliseconds, onOff, wholeNumber } from '../config/settings.ts'

const DAY_MS = 86_400_000

/** A name or an IPv4 address with a port: the client does not read IPv6 addresses. */
function isBroker(text: string): boolean {
  const [, port] = /^[^\s:/@]+:(\d{1,5})$/.exec(text) ?? []
  return Number(port) >= 1 && Number(port) <= 65_535
}

/** Which Kafka carries messages; they stay within the process where none is named. */
export const kafkaSettings = z.object({
  KAFKA_BROKERS: list([])
    .refine(brokers => brokers.every(isBroker), 'must look like host:9092,other:9092')
    .describe('Brokers as host:port, separated by commas. Without any, messages stay within the process.'),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[\w.-]{0,50}$/, 'must have letters, digits, dots and dashes only')
    .default('')
    .describe('Stands before the names of topics and groups, so that several installations can share a cluster.'),
  KAFKA_PARTITIONS: wholeNumber(8, { min: 1, max: 1_000 }).describe('The partitions of a topic that is made.'),
  KAFKA_RETENTION_MS: milliseconds(7 * DAY_MS, { max: 365 * DAY_MS }).describe('How long messages are kept.'),
  KAFKA_TLS: onOff('off').describe('Whether brokers are reached over TLS.'),
  KAFKA_TLS_CA_FILE: z
    .string()
    .optional()
    .describe('A PEM file with the authorities that may vouch for brokers; those that Node trusts when absent.'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('How this process proves itself to the brokers; it does not when absent.'),
  KAFKA_USERNAME: z.string().default('').describe('The name for that.'),
  KAFKA_PASSWORD: z.string().default('').describe('The password for that.'),
})
export type KafkaSettings = Settings<typeof kafkaSettings>

/** Which Redis keeps the cache and tells what changed; both stay within the process where none is named. */
export const redisSettings = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must look like redis://host:port, or rediss:// for TLS' })
    .optional()
    .describe('The Redis that replicas share. Without one, the cache stays within the process.'),
  REDIS_TLS_CA_FILE: z
    .string()
    .optional()
    .describe(
      'A PEM file with the authorities that may vouch for a Redis at rediss://; those that Node trusts when absent.',
    ),
  REDIS_PREFIX: z
    .string()
    .default('atelier:')
    .describe('Stands before every key and channel, so that several installations can share a Redis.'),
  REDIS_TIMEOUT_MS: milliseconds(1_000, { max: 60_000 }).describe('How long one command to Redis may take.'),
})
export type RedisSettings = Settings<typeof redisSettings>

/** The servers of a process that uses all ports. */
export const portsSettings = z.object({ ...kafkaSettings.shape, ...redisSettings.shape })
export type PortsSettings = Settings<typeof portsSettings>
