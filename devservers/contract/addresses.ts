import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Listening address of the servers: only this machine can reach them. */
export const HOST = '127.0.0.1'

/** Databases that MySQL is initialised with, one for each service. */
export const databases = ['users', 'projects', 'tasks', 'worker'] as const

/** Credentials for development and tests, known to everybody: keep no real data on these servers. */
export const credentials = {
  mysql: { user: 'atelier', password: 'atelier', rootPassword: 'atelier-root' },
  minio: { accessKey: 'atelier', secretKey: 'atelier-secret' },
} as const

const port = (defaultValue: number) => wholeNumber(defaultValue, { min: 1, max: 65_535 })

/** Variables of the servers' ports. */
export const portSettings = z.object({
  ATELIER_MYSQL_PORT: port(3307).describe('The port of MySQL.'),
  ATELIER_REDIS_PORT: port(6380).describe('The port of Redis.'),
  ATELIER_KAFKA_PORT: port(9094).describe('The port of the Kafka broker.'),
  ATELIER_KAFKA_CONTROLLER_PORT: port(9095).describe("The port of Kafka's own controller; no client needs it."),
  ATELIER_MINIO_PORT: port(9002).describe('The port of MinIO.'),
})

export type Ports = Settings<typeof portSettings>

/**
 * Variables of an Atelier process that uses the servers.
 * @param database database of the process's service.
 */
export function environmentFor(database: (typeof databases)[number], ports: Ports) {
  const { user, password } = credentials.mysql
  return {
    DATABASE_URL: `mysql://${user}:${password}@${HOST}:${ports.atelierMysqlPort}/${database}`,
    REDIS_URL: `redis://${HOST}:${ports.atelierRedisPort}`,
    KAFKA_BROKERS: `${HOST}:${ports.atelierKafkaPort}`,
    MINIO_URL: `http://${HOST}:${ports.atelierMinioPort}`,
    MINIO_ACCESS_KEY: credentials.minio.accessKey,
    MINIO_SECRET_KEY: credentials.minio.secretKey,
  }
}
