import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import type { Service } from '@atelier/platform/service/service.ts'
import { registerObjectEndpoint } from '@atelier/platform/storage/folderEndpoint.ts'
import { openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import { createTasksApp } from '@atelier/tasks/app.ts'
import { type TasksSettings, tasksEnvironment, tasksSettings } from '@atelier/tasks/config.ts'
import { createSubgraphClient, type GraphQLAnswer } from '../platform/subgraphClient.ts'
import { createTestPorts, type TestPorts } from '../platform/testPorts.ts'
import { openProjectsStandIn, type ProjectsStandIn } from './projectsStandIn.ts'
import { type ScriptedWorker, startScriptedWorker } from './scriptedWorker.ts'

/** The tasks service with its dependencies. */
export interface TestTasks {
  ports: TestPorts
  app: Service
  storage: ObjectStorage
  projects: ProjectsStandIn
  worker: ScriptedWorker
  /** A new user with a project. */
  person(viewer?: Partial<Viewer>): Promise<TasksUser>
  /** A client without a token. */
  anonymous: Pick<TasksUser, 'run' | 'subscribe'>
  close(): Promise<void>
}

/** A signed-in user. */
export interface TasksUser {
  id: string
  token: string
  projectId: string
  run(query: string, variables?: Record<string, unknown>): Promise<GraphQLAnswer>
  subscribe(query: string, variables?: Record<string, unknown>): AsyncIterableIterator<GraphQLAnswer>
  /**
   * Creates a task.
   * @returns its id.
   */
  asks(input?: Record<string, unknown>): Promise<string>
}

/**
 * Starts it with settings of short waits.
 * @param options.objects storage of objects; a folder when absent.
 */
export async function startTestTasks(
  options: {
    settings?: Partial<TasksSettings>
    ports?: Partial<TestPorts>
    folder?: string
    objects?: ObjectStorage
  } = {},
): Promise<TestTasks> {
  const ports = {
    ...(await createTestPorts(options.ports?.databaseUrl ? { databaseUrl: options.ports.databaseUrl } : {})),
    ...options.ports,
  }
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'atelier-tasks-')))
  let url = ''
  const inFolder = await openFolderStorage({
    folder,
    baseUrl: () => url,
    signingKey: 'a key of the tests that is long enough',
    clock: ports.clock,
  })
  const storage = options.objects ?? inFolder
  const projects = await openProjectsStandIn(ports.gatewaySecret)
  const worker = await startScriptedWorker(ports.bus, storage)
  const app = await createTasksApp({
    ...ports,
    storage,
    random: Math.random,
    routes: http => registerObjectEndpoint(http, inFolder, ports.log),
    settings: {
      ...tasksSettings(loadConfig(tasksEnvironment, {})),
      projectsUrl: () => projects.url,
      retryBaseMs: 1,
      retryMaxMs: 2,
      pollMs: 20,
      sweepMs: 20,
      inFlightTotal: 100,
      ...options.settings,
    },
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  const client = createSubgraphClient(url, ports.gatewaySecret)

  return {
    ports,
    app,
    storage,
    projects,
    worker,
    anonymous: { run: client.run, subscribe: client.subscribe },
    async person(given) {
      const { viewer, token } = await ports.tokenOf(given)
      const projectId = projects.add({ roles: { [viewer.id]: 'OWNER' } })
      const run: TasksUser['run'] = (query, variables) => client.run(query, variables, token)
      return {
        id: viewer.id,
        token,
        projectId,
        run,
        subscribe: (query, variables) => client.subscribe(query, variables, token),
        async asks(input) {
          const answer = await run(GENERATE, { input: { projectId, prompt: 'a boat', size: '64x64', ...input } })
          const id = answer.data?.generateDesign?.task?.id
          if (!id) throw new Error(JSON.stringify(answer))
          return id
        },
      }
    },
    async close() {
      await client.close()
      await app.close()
      await worker.close()
      await projects.close()
      await ports.close()
      if (!options.folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

export const GENERATE = `mutation ($input: GenerateDesignInput!) {
  generateDesign(input: $input) { task { id status version seed } userErrors { code field message } }
}`

/** All fields of a task. */
export const TASK = `query ($id: ID!) { task(id: $id) {
  id type status version progress stage prompt style size seed count options model attempt maxAttempts priority
  queuePosition error { code message retryable }
  artifacts { id index url contentType width height bytes seed createdAt }
  timeline { status at attempt message }
  project { id } requestedBy { id } retriedFrom { id } createdAt updatedAt startedAt finishedAt
} }`
