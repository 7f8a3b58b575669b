import { createKafka } from './kafka/kafka.ts'
import { createMinio } from './minio/minio.ts'
import { createMysql } from './mysql/mysql.ts'
import { createRedis } from './redis/redis.ts'
import type { Server } from './server.ts'
import type { ServicesSettings } from './settings.ts'

/** Every real server that Atelier needs. */
export const createServers = (settings: ServicesSettings): readonly Server[] => [
  createMysql(settings),
  createRedis(settings),
  createKafka(settings),
  createMinio(settings),
]
