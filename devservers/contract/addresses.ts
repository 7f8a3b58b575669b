import type { Settings } from '@atelier/platform/config/loadConfig.ts'
import { wholeNumber } from '@atelier/platform/config/settings.ts'
import { z } from 'zod'

/** Where the servers listen: this machine alone can reach them. */
export const HOST = '127.0.0.1'

/** The databases that MySQL has from its first start; each belongs to one service. */
export const databases = ['users', 'projects', 'tasks', 'worker'] as const

/** Names and passwords for development and tests, known to everybody; nothing of worth belongs on these servers. */
export const credentials = {
  mysql: { user: 'atelier', password: 'atelier', rootPassword: 'atelier-root' },
  minio: { accessKey: 'atelier', secretKey: 'atelier-secret' },
} as const

const port = (defaultValue: number) => wholeNumber(defaultValue, { min: 1, max: 65_535 })

/** The variables that move the servers to other ports. */
export const portSettings = z.object({
  ATELIER_MYSQL_PORT: port(3307).describe('The port of MySQL.'),
  ATELIER_REDIS_PORT: port(6380).describe('The port of Redis.'),
  ATELIER_KAFKA_PORT: port(9094).describe('The port of the Kafka broker.'),
  ATELIER_KAFKA_CONTROLLER_PORT: port(9095).describe("The port of Kafka's own controller; no client needs it."),
  ATELIER_MINIO_PORT: port(9002).describe('The port of MinIO.'),
})

export type Ports = Settings<typeof portSettings>

/**
 * The variables that point one Atelier process at the servers.
 * @param database the database of the service that the process runs.
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
