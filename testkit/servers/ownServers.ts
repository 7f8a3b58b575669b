import { environmentFor } from '@atelier/devservers/contract/addresses.ts'
import type { Server } from '@atelier/devservers/contract/server.ts'
import type { DevServersSettings } from '@atelier/devservers/contract/settings.ts'
import { createMinio } from '@atelier/devservers/servers/minio/minio.ts'
import { createMysql } from '@atelier/devservers/servers/mysql/mysql.ts'
import { createRedis } from '@atelier/devservers/servers/redis/redis.ts'
import { type OwnServer, openOwnServer } from './ownServer.ts'

/** Real servers that a test can kill. */
export interface OwnServers {
  mysql: OwnServer
  redis: OwnServer
  minio: OwnServer
  /** Variables for tests to use these servers in place of the shared ones. */
  env: Record<'MYSQL_URL' | 'REDIS_URL' | 'MINIO_URL', string>
  /** Stops them and removes their data. */
  close(): Promise<void>
}

/** @throws DevServersError naming what is missing on the machine. */
export async function openOwnServers(): Promise<OwnServers> {
  const opened = new AsyncDisposableStack()
  async function open(make: (settings: DevServersSettings) => Server) {
    let settings: DevServersSettings | undefined
    const server = await openOwnServer(given => {
      settings = given
      return make(given)
    })
    opened.defer(server.close)
    return { server, addresses: environmentFor('users', settings as DevServersSettings) }
  }
  try {
    const mysql = await open(createMysql)
    const redis = await open(createRedis)
    const minio = await open(createMinio)
    return {
      mysql: mysql.server,
      redis: redis.server,
      minio: minio.server,
      env: {
        MYSQL_URL: mysql.addresses.DATABASE_URL.replace(/\/users$/, ''),
        REDIS_URL: redis.addresses.REDIS_URL,
        MINIO_URL: minio.addresses.MINIO_URL,
      },
      close: () => opened.disposeAsync(),
    }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}
