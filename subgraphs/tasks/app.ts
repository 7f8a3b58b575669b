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
import type { TasksDeps } from './deps.ts'
import { startConsumers } from './events/consumers.ts'
import { createTaskMessages } from './events/taskMessages.ts'
import { boundImageWork } from './inputs/decodes.ts'
import { createPictureChecks } from './inputs/pictureChecks.ts'
import { createWindows } from './inputs/windows.ts'
import { logFinished } from './observability/logFinished.ts'
import { measureTasks } from './observability/taskMetrics.ts'
import { forgetProject } from './operations/forgetProject.ts'
import { forgetUser } from './operations/forgetUser.ts'
import { applyGenerationEvent } from './pipeline/generationEvents.ts'
import { createHandOver } from './pipeline/handOver.ts'
import { createPipeline } from './pipeline/pipeline.ts'
import { createContext } from './resolvers/context.ts'
import { resolvers } from './resolvers/index.ts'
import { permissions } from './resolvers/permissions.ts'
import { publishRightsChange, publishTaskChanges } from './watching/publishChanges.ts'
import { createQueueWatch } from './watching/queueWatch.ts'

/** Options of the tasks service. */
export type TasksOptions = SubgraphPorts & {
  storage: ObjectStorage
  settings: TasksSettings
  /** A random number from 0 (inclusive) to 1 (exclusive). */
  random: () => number
  /** Adds routes to the service's HTTP server, such as those of a folder storage. */
  routes?: (http: Service['http']) => void
}

/** Milliseconds for the relay's last publish: a bus without consumers blocks messages. */
const RELAY_GRACE_MS = 2_000

/**
 * HTTP timeouts in milliseconds; whole requests may be large pictures on slow connections, which are rejected when they
 * stall.
 */
const UPLOAD_TIMEOUTS = { headersMs: 10_000, requestMs: 900_000 }

/** Mutations that are not rejected on low disk space: they end work that would fill more of it. */
const WITHOUT_ROOM: ReadonlySet<string> = new Set(['cancelTask', 'cancelTasks'])

/** Creates the tasks service; it opens its own database and closes only what it opened. */
export const createTasksApp = (options: TasksOptions): Promise<Service> =>
  createService({ name: 'tasks', log: options.log }, parts => assemble({ ...options, log: parts.log }, parts))

async function assemble(
  options: TasksOptions,
  { health, metrics, opened, openHttp }: ServiceParts,
): Promise<Assembled> {
  const { bus, clock, pubsub, settings, storage, random, gatewaySecret, log } = options
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')

  boundImageWork()

  const outboxCommits = new OutboxCommits()
  const taskCommits = new TaskCommits()
  const database = await openDatabase(tasksDatabase, {
    url: options.databaseUrl,
    log,
    subscribers: [outboxCommits, taskCommits],
    limits: options.databaseLimits,
    onQuery: options.onQuery,
  })
  opened.defer(() => database.close())
  health.add('database', () => database.ping())
  health.add(
    'bus',
    requiredAtStartup('tasks are accepted and wait', () => bus.ping()),
  )

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
    cache: options.cache,
    ttlMs: settings.projectAccessTtlMs,
    log,
  })

  const deps: TasksDeps = {
    database,
    tasks: new TaskRepository(database),
    queue: new QueueRepository(database),
    artifacts: new ArtifactRepository(database),
    timelines: new TimelineRepository(database),
    uploads: new UploadRepository(database),
    inputs: new InputRepository(database),
    deadLetters: new DeadLetterRepository(database),
    messages: createTaskMessages({ outbox: createOutbox({ clock }), clock }),
    access,
    storage,
    cache: options.cache,
    pubsub,
    checks: createPictureChecks({
      atOnce: settings.pictureChecksAtOnce,
      waitingPerUser: settings.pictureChecksWaitingPerUser,
      waiting: settings.pictureChecksWaiting,
      queueTimeoutMs: settings.checkQueueTimeoutMs,
    }),
    windows: createWindows({ cache: options.cache, windowMs: settings.windowMs, log }),
    clock,
    random,
    settings,
    log,
  }
  const pipeline = createPipeline(deps)
  const handOver = createHandOver(deps)
  const relay = createOutboxRelay({
    database,
    bus,
    clock,
    log,
    // All topics, as a dead letter of any may be redriven.
    topics: Object.values(topics).map(topic => topic.name),
    singleInstance: options.singleInstance,
    commits: outboxCommits,
    onPublished: handOver.published,
    onUndeliverable: handOver.undeliverable,
  })
  opened.defer(() => atMost(RELAY_GRACE_MS, relay.stop()))

  const queueWatch = createQueueWatch(deps)
  const measure = measureTasks(metrics, queueWatch)
  const publishing = new Set<Promise<void>>()
  opened.defer(async () => void (await Promise.all(publishing)))
  taskCommits.listen(changed => {
    const publication = publishTaskChanges(pubsub, changed, log).finally(() => publishing.delete(publication))
    publishing.add(publication)
    measure(changed)
    logFinished(changed, log)
    pipeline.changed(changed)
  })

  const http = openHttp({ ...options.http, timeouts: UPLOAD_TIMEOUTS })
  const stopServing = await serveSubgraph({
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions }),
    verifier: options.verifier,
    gatewaySecret,
    createContext: request => createContext(deps, queueWatch, request),
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
  options.routes?.(http)
  opened.defer(() => pipeline.stop())

  return {
    http,
    async start() {
      await pipeline.start(options.singleInstance)
      const consumers = await startConsumers({
        bus,
        clock,
        log,
        deadLetterStore: deps.deadLetters,
        reactions: {
          generation: event => applyGenerationEvent(deps, event),
          projectChanged: ({ projectId }) => access.forget(projectId),
          projectDeleted: event => forgetProject(deps, event),
          projectRightsChanged: ({ projectId }) => publishRightsChange(pubsub, projectId, log),
          userDeleted: event => forgetUser(deps, event),
        },
      })
      await deferOrClose(opened, () => consumers.close())
      relay.start()
    },
  }
}
