import { readFile } from 'node:fs/promises'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { SubgraphClient } from '@atelier/platform/graphql/subgraphClient.ts'
import { createSubgraphSchema } from '@atelier/platform/graphql/subgraphSchema.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { requiredAtStartup } from '@atelier/platform/health/requiredAtStartup.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { createOutboxRelay, OutboxCommits } from '@atelier/platform/outbox/relay.ts'
import { deferOrClose } from '@atelier/platform/service/closing.ts'
import { type Assembled, createService, type ServiceParts } from '@atelier/platform/service/createService.ts'
import type { Service, SubgraphPorts } from '@atelier/platform/service/service.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import { atMost } from '@atelier/platform/time/within.ts'
import * as topics from '@atelier/schema/messages/topics.ts'
import { createCachedProjectAccess } from './access/cachedProjectAccess.ts'
import { createProjectsSubgraph } from './access/projectsSubgraph.ts'
import type { TasksSettings } from './config.ts'
import { ArtifactRepository } from './data/artifactRepository.ts'
import { DeadLetterRepository } from './data/deadLetterRepository.ts'
import { tasksDatabase } from './data/definition.ts'
import { InputRepository } from './data/inputRepository.ts'
import { QueueRepository } from './data/queueRepository.ts'
import { TaskCommits } from './data/taskCommits.ts'
import { TaskRepository } from './data/taskRepository.ts'
import { TimelineRepository } from './data/timelineRepository.ts'
import { UploadRepository } from './data/uploadRepository.ts'
import { WITHOUT_ROOM } from './domain/withoutRoom.ts'
import { startConsumers } from './events/consumers.ts'
import { createTaskMessages } from './events/taskMessages.ts'
import { boundImageWork } from './inputs/decodes.ts'
import { createPictureChecks } from './inputs/pictureChecks.ts'
import { createWindows } from './inputs/windows.ts'
import { logFinished } from './observability/logFinished.ts'
import { measureTasks } from './observability/taskMetrics.ts'
import { forgetTasks, forgetUser } from './operations/forgetTasks.ts'
import { createTaskOperations } from './operations/taskOperations.ts'
import { takeGenerationEvent } from './pipeline/generationEvents.ts'
import { createHandOver } from './pipeline/handOver.ts'
import { createPipeline } from './pipeline/pipeline.ts'
import { createContext } from './resolvers/context.ts'
import { resolvers } from './resolvers/index.ts'
import { permissions } from './resolvers/permissions.ts'
import { createQueueWatch } from './watching/queueWatch.ts'
import { tellOfRights, tellWatchers } from './watching/tellWatchers.ts'

/** What the tasks service is given. */
export type TasksDeps = SubgraphPorts & {
  storage: ObjectStorage
  settings: TasksSettings
  /** A number from 0 up to 1, chosen anew each time. */
  random: () => number
  /** Adds routes to the service's HTTP server, such as those of an object store without a server of its own. */
  routes?: (http: Service['http']) => void
}

/** Milliseconds that the relay may take for its last try: a bus that nobody listens to any more holds messages. */
const RELAY_GRACE_MS = 2_000

/** Milliseconds for requests; whole ones may be large pictures on slow lines, which are refused when they stand still. */
const UPLOAD_TIMEOUTS = { headersMs: 10_000, requestMs: 900_000 }

/** Puts the tasks service together; it opens its own database and closes only what it opened. */
export function createTasksApp(given: TasksDeps): Promise<Service> {
  const deps = { ...given, log: given.log.child({ service: 'tasks' }) }
  return createService({ name: 'tasks', log: deps.log }, parts => assemble(deps, parts))
}

async function assemble(deps: TasksDeps, { health, metrics, opened, openHttp }: ServiceParts): Promise<Assembled> {
  const { bus, clock, pubsub, settings, storage, random, gatewaySecret, log } = deps
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')

  boundImageWork()

  const outboxCommits = new OutboxCommits()
  const taskCommits = new TaskCommits()
  const database = await openDatabase(tasksDatabase, {
    url: deps.databaseUrl,
    log,
    subscribers: [outboxCommits, taskCommits],
    limits: deps.databaseLimits,
    onQuery: deps.onQuery,
  })
  opened.defer(() => database.close())
  health.add('database', () => database.ping())
  health.add(
    'bus',
    requiredAtStartup('tasks are accepted and wait', () => bus.ping()),
  )
  const tasks = new TaskRepository(database)
  const queue = new QueueRepository(database)
  const artifacts = new ArtifactRepository(database)
  const timelines = new TimelineRepository(database)
  const uploads = new UploadRepository(database)
  const inputs = new InputRepository(database)
  const deadLetters = new DeadLetterRepository(database)

  const projects = new SubgraphClient({
    name: 'projects',
    url: settings.projectsUrl,
    gatewaySecret,
    timeoutMs: settings.projectsTimeoutMs,
    breakMs: settings.projectsBreakMs,
    clock,
    log,
  })
  opened.defer(() => projects.close())
  const access = createCachedProjectAccess(createProjectsSubgraph(projects), {
    cache: deps.cache,
    ttlMs: settings.projectAccessTtlMs,
    log,
  })

  const messages = createTaskMessages({ outbox: createOutbox({ clock }), clock })
  const base = { database, tasks, queue, messages, clock, random, settings, log, storage, uploads, inputs, artifacts }
  const pipeline = createPipeline({ ...base, cache: deps.cache })
  const handOver = createHandOver(base)
  const relay = createOutboxRelay({
    database,
    bus,
    clock,
    log,
    // All of them, as a dead letter of any may be sent again.
    topics: Object.values(topics).map(topic => topic.name),
    singleInstance: deps.singleInstance,
    commits: outboxCommits,
    onPublished: handOver.published,
    onUndeliverable: handOver.undeliverable,
  })
  opened.defer(() => atMost(RELAY_GRACE_MS, relay.stop()))
  const checks = createPictureChecks({
    atOnce: settings.checksAtOnce,
    waitingPerUser: settings.checksWaitingPerUser,
    waiting: settings.checksWaiting,
    patienceMs: settings.checkPatienceMs,
  })
  const windows = createWindows({ cache: deps.cache, windowMs: settings.windowMs, log })
  const operationDeps = { ...base, deadLetters, checks, windows }
  const operations = createTaskOperations(operationDeps)

  const watching = { pubsub, tasks, queue, clock, settings, log }
  const queueWatch = createQueueWatch(watching)
  const measure = measureTasks(metrics, queueWatch)
  const tellings = new Set<Promise<void>>()
  opened.defer(async () => void (await Promise.all(tellings)))
  taskCommits.listen(changed => {
    const telling = tellWatchers(pubsub, changed, log).finally(() => tellings.delete(telling))
    tellings.add(telling)
    measure(changed)
    logFinished(changed, log)
    pipeline.changed(changed)
  })

  const http = openHttp({ ...deps.http, timeouts: UPLOAD_TIMEOUTS })
  const parts = {
    tasks,
    artifacts,
    timelines,
    deadLetters,
    access,
    operations,
    watching,
    queueWatch,
    storage,
    settings,
  }
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: deps.verifier,
    gatewaySecret,
    createContext: request => createContext(request, parts),
    room: {
      async check() {
        await database.checkRoom()
        await storage.checkRoom()
      },
      exempt: WITHOUT_ROOM,
    },
    log,
  })
  opened.defer(stopServing)
  deps.routes?.(http)
  opened.defer(() => pipeline.stop())

  return {
    http,
    async start() {
      await pipeline.start(deps.singleInstance)
      const consumers = await startConsumers({
        bus,
        clock,
        log,
        deadLetterStore: deadLetters,
        reactions: {
          generation: event => takeGenerationEvent(base, event),
          projectChanged: projectId => access.forget(projectId),
          projectDeleted: projectId => forgetTasks(operationDeps, 'projectId', projectId),
          projectRightsChanged: projectId => tellOfRights(pubsub, projectId, log),
          userDeleted: userId => forgetUser(operationDeps, userId),
        },
      })
      await deferOrClose(opened, () => consumers.close())
      relay.start()
    },
  }
}
