import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { createSubgraphSchema } from '@atelier/platform/graphql/subgraphSchema.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { neededToStart } from '@atelier/platform/health/away.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import type { Service, SubgraphPorts } from '@atelier/platform/http/service.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { createOutboxRelay, OutboxCommits } from '@atelier/platform/outbox/relay.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
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
const UPLOAD_PATIENCE = { headersMs: 10_000, requestMs: 900_000 }

/** Puts the tasks service together; it opens its own database and closes only what it opened. */
export async function createTasksApp(deps: TasksDeps): Promise<Service> {
  const { bus, clock, pubsub, settings, storage, random, gatewaySecret } = deps
  const log = deps.log.child({ service: 'tasks' })
  const typeDefs = await readFile(new URL('schema.graphql', import.meta.url), 'utf8')

  boundImageWork()

  const outboxCommits = new OutboxCommits()
  const taskCommits = new TaskCommits()
  const database = await openDatabase(tasksDatabase, {
    url: deps.databaseUrl,
    log,
    subscribers: [outboxCommits, taskCommits],
    ...(deps.databaseLimits ? { limits: deps.databaseLimits } : {}),
    ...(deps.onQuery ? { onQuery: deps.onQuery } : {}),
  })
  const tasks = new TaskRepository(database)
  const queue = new QueueRepository(database)
  const artifacts = new ArtifactRepository(database)
  const timelines = new TimelineRepository(database)
  const uploads = new UploadRepository(database)
  const inputs = new InputRepository(database)
  const deadLetters = new DeadLetterRepository(database)

  const projects = createProjectsSubgraph({
    url: settings.projectsUrl,
    gatewaySecret,
    timeoutMs: settings.projectsTimeoutMs,
    breakMs: settings.projectsBreakMs,
    clock,
    log,
  })
  const access = createCachedProjectAccess(projects, { cache: deps.cache, ttlMs: settings.projectAccessTtlMs, log })

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
    alone: deps.alone,
    commits: outboxCommits,
    onPublished: handOver.published,
    onUndeliverable: handOver.undeliverable,
  })
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
  const metrics = createMetrics({ service: 'tasks' })
  const measure = measureTasks(metrics, queueWatch)
  const tellings = new Set<Promise<void>>()
  taskCommits.listen(changed => {
    const telling = tellWatchers(pubsub, changed, log).finally(() => tellings.delete(telling))
    tellings.add(telling)
    measure(changed)
    logFinished(changed, log)
    pipeline.changed(changed)
  })

  const health = createHealth()
  health.add('database', () => database.ping())
  health.add(
    'bus',
    neededToStart('tasks are accepted and wait', () => bus.ping()),
  )
  const http = createHttpServer({ ...deps.http, log, metrics, health, patience: UPLOAD_PATIENCE })
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
  deps.routes?.(http)

  let consumers: { close(): Promise<void> } | undefined
  let closing: Promise<void> | undefined

  async function close(): Promise<void> {
    health.drain()
    http.connections.goAway()
    await consumers?.close()
    await pipeline.stop()
    await Promise.race([relay.stop(), delay(RELAY_GRACE_MS, undefined, { ref: false })])
    await Promise.all(tellings)
    await stopServing()
    await http.close()
    await projects.close()
    await database.close()
  }

  return {
    http,
    health,
    metrics,
    async listen(address) {
      await pipeline.start(deps.alone)
      consumers = await startConsumers({
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
      relay.start()
      return listen(http, address)
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
