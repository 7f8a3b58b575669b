import { z } from 'zod'
import type { Settings } from '../config/loadConfig.ts'
import { list, milliseconds, onOff, wholeNumber } from '../config/settings.ts'

const DAY_MS = 86_400_000

/** A host name or an IPv4 address with a port: kafkajs does not parse IPv6 addresses. */
function isBroker(text: string): boolean {
  const [, port] = /^[^\s:/@]+:(\d{1,5})$/.exec(text) ?? []
  return Number(port) >= 1 && Number(port) <= 65_535
}

/** The Kafka that carries messages; in-process where none is set. */
export const kafkaSettings = z.object({
  KAFKA_BROKERS: list([])
    .refine(brokers => brokers.every(isBroker), 'must look like host:9092,other:9092')
    .describe('Kafka brokers as host:port, separated by commas; messages stay within the process when empty.'),
  KAFKA_PREFIX: z
    .string()
    .regex(/^[\w.-]{0,50}$/, 'must have letters, digits, dots and dashes only')
    .default('')
    .describe('Prefix of topic and consumer group names, so that several installations can share a cluster.'),
  KAFKA_PARTITIONS: wholeNumber(8, { min: 1, max: 1_000 }).describe('Partitions of a new topic.'),
  KAFKA_RETENTION_MS: milliseconds(7 * DAY_MS, { max: 365 * DAY_MS }).describe(
    'Retention of messages, in milliseconds.',
  ),
  KAFKA_TLS: onOff('off').describe('TLS for connections to brokers.'),
  KAFKA_TLS_CA_FILE: z
    .string()
    .optional()
    .describe('PEM file of the certificate authorities trusted for brokers; those of Node when absent.'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('SASL mechanism for brokers; no authentication when absent.'),
  KAFKA_USERNAME: z.string().default('').describe('SASL user name.'),
  KAFKA_PASSWORD: z.string().default('').describe('SASL password.'),
})
export type KafkaSettings = Settings<typeof kafkaSettings>

/** The Redis of the cache and of pub/sub; both in memory where none is set. */
export const redisSettings = z.object({
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must look like redis://host:port, or rediss:// for TLS' })
    .optional()
    .describe('The Redis that replicas share; cache and pub/sub stay within the process when absent.'),
  REDIS_TLS_CA_FILE: z
    .string()
    .optional()
    .describe('PEM file of the certificate authorities trusted for a rediss:// URL; those of Node when absent.'),
  REDIS_PREFIX: z
    .string()
    .default('atelier:')
    .describe('Prefix of every key and channel, so that several installations can share a Redis.'),
  REDIS_TIMEOUT_MS: milliseconds(1_000, { max: 60_000 }).describe('Timeout of a Redis command, in milliseconds.'),
})
export type RedisSettings = Settings<typeof redisSettings>

/** The servers of a process that uses all ports. */
export const portsSettings = z.object({ ...kafkaSettings.shape, ...redisSettings.shape })
export type PortsSettings = Settings<typeof portsSettings>
