import { join } from 'node:path'
import { ConfigError } from '@atelier/platform/config/loadConfig.ts'
import { parseArguments, type Request } from './commands/arguments.ts'
import { bringDown } from './commands/down.ts'
import { statusLines, statusOf } from './commands/status.ts'
import { bringUp } from './commands/up.ts'
import { DevServersError, messageOf } from './contract/devServersError.ts'
import type { Server } from './contract/server.ts'
import { type DevServersSettings, readDevServersSettings } from './contract/settings.ts'
import { withLock } from './process/lock.ts'
import { createKafka } from './servers/kafka/kafka.ts'
import { createMinio } from './servers/minio/minio.ts'
import { createMysql } from './servers/mysql/mysql.ts'
import { createRedis } from './servers/redis/redis.ts'

/** `pnpm services`: runs real MySQL, Redis, Kafka and MinIO on this machine, without Docker. */
async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const settings = readDevServersSettings(env)
  const all = createServers(settings)
  const request = parseArguments(
    args,
    all.map(server => server.name),
  )
  const servers = all.filter(server => request.names.includes(server.name))
  const folderOf = (server: Server) => join(settings.atelierServicesDir, server.name)
  if (request.command === 'status') {
    const statuses = await Promise.all(servers.map(server => statusOf(server, folderOf(server))))
    for (const line of statusLines(statuses)) console.log(line)
    return
  }
  const onWait = () => console.log('Another run is under way; waiting for it.')
  await withLock(join(settings.atelierServicesDir, 'lock'), onWait, () =>
    forEach(servers, server => change(request, server, folderOf(server))),
  )
}

/** Changes all servers at the same time; one that fails does not stop the others. */
async function forEach(servers: readonly Server[], action: (server: Server) => Promise<string>): Promise<void> {
  await Promise.all(
    servers.map(async server => {
      try {
        console.log(`${server.title}: ${await action(server)}`)
      } catch (error) {
        console.error(`${server.title}: ${messageOf(error)}`)
        process.exitCode = 1
      }
    }),
  )
}

async function change(request: Request, server: Server, folder: string): Promise<string> {
  if (request.command === 'down') {
    const own = await bringDown(folder, request.wipe)
    return `${own ? `stopped (pid ${own.pid})` : 'was not running'}${request.wipe ? '; data removed' : ''}`
  }
  const begin = performance.now()
  const { own, wasRunning } = await bringUp(server, folder, line => console.log(`${server.title}: ${line} ...`))
  const seconds = ((performance.now() - begin) / 1_000).toFixed(1)
  return `${wasRunning ? 'already running' : `ready after ${seconds} s`} at ${own.address} (pid ${own.pid})`
}

/** Every real server that Atelier needs. */
const createServers = (settings: DevServersSettings): readonly Server[] => [
  createMysql(settings),
  createRedis(settings),
  createKafka(settings),
  createMinio(settings),
]

try {
  await main(process.argv.slice(2), process.env)
} catch (error) {
  if (!(error instanceof DevServersError || error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
