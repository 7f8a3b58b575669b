import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeMessage } from '@atelier/platform/bus/message.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { Service } from '@atelier/platform/service/service.ts'
import { type FolderStorage, openFolderStorage } from '@atelier/platform/storage/folderStorage.ts'
import type { GenerationEvent, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { generationControls, generationEvents, generationTasks } from '@atelier/schema/messages/topics.ts'
import { workerEnvironment } from '@atelier/worker/config.ts'
import type { ImageModel } from '@atelier/worker/models/imageModel.ts'
import { createModelRegistry } from '@atelier/worker/models/modelRegistry.ts'
import { createWorker } from '@atelier/worker/worker.ts'
import { createTestPorts, type TestPorts } from '../platform/testPorts.ts'
import { createTestDatabase } from '../servers/testDatabase.ts'
import { type BusLink, createBusLink } from './busLink.ts'
import { createTestModel, type TestModel } from './testModel.ts'

/** A real worker on embedded adapters, with the tasks service's end of the bus. */
export interface TestWorker {
  readonly ports: TestPorts
  readonly storage: FolderStorage
  readonly model: TestModel
  readonly worker: Service
  readonly url: string
  /** Published events, in order. */
  readonly events: GenerationEvent[]
  task(given?: Partial<GenerationTask>): GenerationTask
  /** Resolves when the worker has accepted it. */
  send(task: GenerationTask, headers?: Record<string, string>): Promise<void>
  cancel(taskId: string): Promise<void>
  eventsOf(task: Pick<GenerationTask, 'taskId' | 'attempt'>): GenerationEvent[]
  /** Waits for the first event of a kind of an attempt; rejects when the attempt fails. */
  until<Kind extends GenerationEvent['kind']>(
    task: Pick<GenerationTask, 'taskId' | 'attempt'>,
    kind: Kind,
  ): Promise<Extract<GenerationEvent, { kind: Kind }>>
  /** Cuts the worker's bus connection as a kill would, and starts a new one on the same database and storage. */
  restartAfterKill(): Promise<void>
  /** Starts a new worker on the same database and storage. */
  start(): Promise<void>
  close(): Promise<void>
}

export async function startTestWorker(
  options: { settings?: Record<string, string>; models?: ImageModel[] } = {},
): Promise<TestWorker> {
  const database = await createTestDatabase()
  const ports = await createTestPorts({ databaseUrl: database.url })
  const folder = await mkdtemp(join(tmpdir(), 'atelier-worker-'))
  const storage = await openFolderStorage({ folder: join(folder, 'objects'), baseUrl: '', signingKey: 'k'.repeat(32) })
  const model = createTestModel()
  const models = createModelRegistry([model, ...(options.models ?? [])])
  const settings = loadConfig(workerEnvironment, {
    WORKER_ID: 'lab',
    RETRY_MS: '1',
    DRAIN_MS: '0',
    ...options.settings,
  })
  const events: GenerationEvent[] = []
  const listeners = new Set<() => void>()
  await ports.bus.subscribe({
    topic: generationEvents.name,
    group: 'tasks',
    async handle({ value }) {
      events.push(generationEvents.schema.parse(JSON.parse(value)))
      for (const listener of listeners) listener()
    },
  })

  let link: BusLink
  const open = () => {
    link = createBusLink(ports.bus)
    return createWorker({ ...ports, bus: link.bus, storage, models, settings })
  }
  let worker = await open()
  let url = ''
  const abandoned: Service[] = []

  const eventsOf = ({ taskId, attempt }: Pick<GenerationTask, 'taskId' | 'attempt'>) =>
    events.filter(event => event.taskId === taskId && event.attempt === attempt)

  const lab: TestWorker = {
    ports,
    storage,
    model,
    events,
    eventsOf,
    get worker() {
      return worker
    },
    get url() {
      return url
    },
    task: given => ({
      version: 1,
      taskId: newId(),
      attempt: 1,
      type: 'IMAGE_GENERATION',
      projectId: newId(),
      requestedBy: newId(),
      prompt: 'a lighthouse at dusk',
      style: 'default',
      width: 64,
      height: 64,
      count: 1,
      seed: 7,
      options: {},
      model: null,
      transfer: null,
      ...given,
    }),
    send: (task, headers = {}) =>
      ports.bus.publish([
        { topic: generationTasks.name, key: task.taskId, value: encodeMessage(generationTasks, task), headers },
      ]),
    cancel: taskId => {
      const control = { version: 1 as const, taskId, kind: 'cancel' as const, at: new Date().toISOString() }
      return ports.bus.publish([
        { topic: generationControls.name, key: taskId, value: encodeMessage(generationControls, control), headers: {} },
      ])
    },
    until(task, kind) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = eventsOf(task).find(event => event.kind === kind || event.kind === 'failed')
          if (!found) return
          listeners.delete(look)
          if (found.kind === kind) resolve(found as Extract<GenerationEvent, { kind: typeof kind }>)
          else reject(new Error(`The attempt failed: ${JSON.stringify(found)}`))
        }
        listeners.add(look)
        look()
      })
    },
    async restartAfterKill() {
      await link.cut()
      abandoned.push(worker)
      worker = await open()
      url = await worker.listen({ host: '127.0.0.1', port: 0 })
    },
    async start() {
      await worker.close()
      worker = await open()
      url = await worker.listen({ host: '127.0.0.1', port: 0 })
    },
    async close() {
      await Promise.all([worker, ...abandoned].map(one => one.close()))
      await models.close()
      await ports.close()
      await database.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
  url = await worker.listen({ host: '127.0.0.1', port: 0 })
  return lab
}
