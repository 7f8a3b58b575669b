import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceName } from '@atelier/deploy/processes.ts'
import { type Bucket, bucketKeys } from '../servers/bucketKeys.ts'
import { freePorts } from '../support/freePorts.ts'
import { MANAGEMENT_TOKEN } from '../support/management.ts'
import { type Replica, startReplica } from './replica.ts'
import type { RunningAtelier } from './runningAtelier.ts'
import { openServerSpace, type ServerSpace, type Ways } from './serverSpace.ts'

/**
 * An Atelier of separate processes on real servers: two replicas of each service, gateway A in front of the first ones,
 * gateway B of the second.
 */
export interface RealAtelier extends RunningAtelier {
  readonly bucket: Bucket
  readonly replicas: Record<ServiceName, readonly [Replica, Replica]>
  /** Resolves when every process is ready. */
  ready(): Promise<void>
}

/**
 * Starts one on its own part of the servers.
 * @param env settings of all its processes.
 * @param ways ports of proxies to the servers, if any.
 * @throws when a server is not reachable or a process does not become ready.
 */
export async function startRealAtelier(env: Record<string, string> = {}, ways: Ways = {}): Promise<RealAtelier> {
  const opened = new AsyncDisposableStack()
  try {
    const dataFolder = await mkdtemp(join(tmpdir(), 'atelier-real-'))
    opened.defer(() => rm(dataFolder, { recursive: true }))
    const space = await openServerSpace(ways)
    opened.defer(space.close)
    const replicas = await startReplicas(space, dataFolder, env)
    const all = Object.values(replicas).flat()
    opened.defer(async () => void (await Promise.all(all.map(replica => replica.kill('SIGTERM')))))
    const atelier: RealAtelier = {
      replicas,
      gateways: replicas.gateway.map(({ url }) => url),
      subgraphs: [...replicas.users, ...replicas.projects, ...replicas.tasks].map(({ url }) => url),
      dataFolder,
      bucket: space.bucket,
      objects: prefix => bucketKeys(space.bucket, `${prefix}/`),
      ready: async () => void (await Promise.all(all.map(replica => replica.ready()))),
      close: () => opened.disposeAsync(),
    }
    await atelier.ready()
    return atelier
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

async function startReplicas(
  space: ServerSpace,
  dataFolder: string,
  env: Record<string, string>,
): Promise<RealAtelier['replicas']> {
  const common = {
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'warn',
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
    MANAGEMENT_PORT: 'off',
    MANAGEMENT_TOKEN,
    GATEWAY_SECRET: randomBytes(16).toString('hex'),
    DATABASE_POOL_MAX: '5',
    ...space.env,
  }
  const keys = { SIGNING_KEY_FILE: join(dataFolder, 'keys', 'signing.json') }
  const column = (ports: readonly number[]) => {
    const [users, projects, tasks, worker, gateway] = ports as [number, number, number, number, number]
    const at = (port: number) => `http://127.0.0.1:${port}`
    const jwks = { JWKS_URL: `${at(users)}/.well-known/jwks.json` }
    const start = (service: ServiceName, port: number, own: Record<string, string>) =>
      startReplica(service, port, { ...common, ...own, ...env })
    return {
      users: start('users', users, { ...keys, DATABASE_URL: space.databases.users }),
      projects: start('projects', projects, {
        ...jwks,
        DATABASE_URL: space.databases.projects,
        USERS_URL: `${at(users)}/graphql`,
      }),
      tasks: start('tasks', tasks, {
        ...jwks,
        DATABASE_URL: space.databases.tasks,
        PROJECTS_URL: `${at(projects)}/graphql`,
      }),
      worker: start('worker', worker, { DATABASE_URL: space.databases.worker }),
      gateway: start('gateway', gateway, {
        ...jwks,
        SUBGRAPH_URLS: Object.entries({ users, projects, tasks })
          .map(([name, port]) => `${name}=${at(port)}/graphql`)
          .join(','),
      }),
    }
  }
  const ports = await freePorts(10)
  const [a, b] = [column(ports.slice(0, 5)), column(ports.slice(5))]
  return {
    users: [a.users, b.users],
    projects: [a.projects, b.projects],
    tasks: [a.tasks, b.tasks],
    worker: [a.worker, b.worker],
    gateway: [a.gateway, b.gateway],
  }
}
