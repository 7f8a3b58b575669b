import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { createGateway } from '@atelier/gateway/gateway.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import type { Service } from '@atelier/platform/service/service.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import { createProjectsApp } from '@atelier/projects/app.ts'
import { projectsEnvironment, projectsSettings } from '@atelier/projects/config.ts'
import { readStandaloneConfig } from '@atelier/standalone/config.ts'
import { openStandalone } from '@atelier/standalone/openStandalone.ts'
import { createTasksApp } from '@atelier/tasks/app.ts'
import { tasksEnvironment, tasksSettings } from '@atelier/tasks/config.ts'
import { createTestPorts, type TestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import { createUsersApp } from '@atelier/users/app.ts'
import { usersEnvironment, usersSettings } from '@atelier/users/config.ts'
import { workerEnvironment } from '@atelier/worker/config.ts'
import { modelSettings } from '@atelier/worker/models/modelSettings.ts'
import { openModels } from '@atelier/worker/openModels.ts'
import { createWorker } from '@atelier/worker/worker.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let ports: TestPorts
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-parts-'))
  ports = await createTestPorts({ databaseUrl: `sqlite:${join(folder, 'own.sqlite')}` })
})
afterEach(async () => {
  await ports.close()
  await rm(folder, { recursive: true })
})

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

/** SQLite keeps a log beside a file for as long as somebody has it open. */
async function expectClosed(databases: readonly string[]): Promise<void> {
  for (const name of databases) {
    expect([name, await exists(join(folder, name))]).toEqual([name, true])
    expect([name, await exists(join(folder, `${name}-wal`))]).toEqual([name, false])
  }
}

const ADDRESS = { host: '127.0.0.1', port: 0 }
const env = () => ({ OBJECTS_DIR: join(folder, 'objects'), AUTH: 'off' })
const openObjects = () =>
  openFolderStorage({ folder: join(folder, 'objects'), baseUrl: '', signingKey: 'k'.repeat(32), clock: ports.clock })

/** Opens a service on its own database with these ports, and listens; gives how it is closed. */
type Open = (ports: TestPorts) => Promise<{ close(): Promise<void> }>

async function listening(making: ReturnType<typeof createUsersApp>) {
  const service = await making
  await service.listen(ADDRESS)
  return service
}

const SERVICES: Record<string, { databases: string[]; open: Open }> = {
  users: {
    databases: ['own.sqlite'],
    open: ports =>
      listening(createUsersApp({ ...ports, settings: usersSettings(loadConfig(usersEnvironment, env())) })),
  },
  projects: {
    databases: ['own.sqlite'],
    open: ports =>
      listening(createProjectsApp({ ...ports, settings: projectsSettings(loadConfig(projectsEnvironment, env())) })),
  },
  tasks: {
    databases: ['own.sqlite'],
    open: async ports =>
      listening(
        createTasksApp({
          ...ports,
          storage: await openObjects(),
          random: Math.random,
          settings: tasksSettings(loadConfig(tasksEnvironment, env())),
        }),
      ),
  },
  worker: {
    databases: ['own.sqlite'],
    open: async ports =>
      listening(
        createWorker({
          ...ports,
          storage: await openObjects(),
          models: openModels(loadConfig(modelSettings, {})),
          settings: loadConfig(workerEnvironment, env()),
        }),
      ),
  },
  gateway: {
    databases: [],
    open: ports => listening(createGateway({ ...ports, config: loadConfig(gatewayEnvironment, env()) })),
  },
}

const ALL = Object.entries(SERVICES)
const ALL_DATABASES = ['users.sqlite', 'projects.sqlite', 'tasks.sqlite', 'worker.sqlite']

const openAllInOne = async (more: Record<string, string> = {}) =>
  openStandalone(readStandaloneConfig({ ...(await testEnvironment(folder)), ...more }), { log: ports.log })

describe('a service that cannot be put together', () => {
  it.each(ALL)('closes what it had opened and says why: %s', async (_, { open, databases }) => {
    const noServer = {
      get managementToken(): string {
        throw new Error('no server')
      },
    }
    await expect(open({ ...ports, http: noServer })).rejects.toThrow('no server')
    await expectClosed(databases)
  })

  it('closes what it had opened and says why: all in one process', async () => {
    await expect(openAllInOne({ SUPERGRAPH: join(folder, 'none.graphql') })).rejects.toThrow('none.graphql')
    await expectClosed(ALL_DATABASES)
    // Its ports and its folder are free again.
    await (await openAllInOne()).close()
  })
})

describe('a service of which a part does not close', () => {
  const failToClose = (message: unknown) => {
    const { fastify } = message as { fastify: Service['http'] }
    fastify.addHook('onClose', () => Promise.reject(new Error('a server does not close')))
  }
  beforeEach(() => subscribe('fastify.initialization', failToClose))
  afterEach(() => void unsubscribe('fastify.initialization', failToClose))

  it.each(ALL)('closes the rest and says which: %s', async (_, { open, databases }) => {
    const service = await open(ports)
    await expect(service.close()).rejects.toThrow('a server does not close')
    await expectClosed(databases)
  })

  it('closes the rest and says which: all in one process', async () => {
    const standalone = await openAllInOne()
    await expect(standalone.close()).rejects.toThrow('a server does not close')
    await expectClosed(ALL_DATABASES)
    unsubscribe('fastify.initialization', failToClose)
    await (await openAllInOne()).close()
  })
})

describe('a process whose port is taken', () => {
  const PROGRAMS: [file: string, port: string, databases: string[]][] = [
    ['subgraphs/users/main.ts', 'PORT', ['own.sqlite']],
    ['subgraphs/projects/main.ts', 'PORT', ['own.sqlite']],
    ['subgraphs/tasks/main.ts', 'PORT', ['own.sqlite']],
    ['worker/main.ts', 'PORT', ['own.sqlite']],
    ['gateway/main.ts', 'PORT', []],
    ['start.ts', 'GATEWAY_PORT', ALL_DATABASES],
  ]

  it.each(PROGRAMS)('names it, closes the rest and ends with 1: %s', async (file, variable, databases) => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const program = startProgram(file, [], {
      ...(await testEnvironment(folder)),
      ...{ GATEWAY_SECRET: 's'.repeat(32), OBJECTS_SECRET: 's'.repeat(32), LOG_LEVEL: 'silent' },
      ...{ OBJECTS_DIR: join(folder, 'objects'), SIGNING_KEY_FILE: join(folder, 'signing.json') },
      DATABASE_URL: ports.databaseUrl,
      [variable]: String(port),
    })
    try {
      expect(await program.ended()).toBe(1)
      expect(program.output.stderr).toBe(`Port ${port} on 127.0.0.1 is in use. Free it or set another port.\n`)
      await expectClosed(databases)
    } finally {
      server.close()
    }
  })
})
