import type { Server } from '../contract/server.ts'
import type { DevServersSettings } from '../contract/settings.ts'
import { createKafka } from './kafka/kafka.ts'
import { createMinio } from './minio/minio.ts'
import { createMysql } from './mysql/mysql.ts'
import { createRedis } from './redis/redis.ts'

/** Every real server that Atelier needs. */
export const createServers = (settings: DevServersSettings): readonly Server[] => [
  createMysql(settings),
  createRedis(settings),
  createKafka(settings),
  createMinio(settings),
]
