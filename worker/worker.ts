import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { DatabaseLimits } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { type Assembled, createService, type ServiceParts } from '@atelier/platform/service/createService.ts'
import type { Service, ServicePorts } from '@atelier/platform/service/service.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import sharp from 'sharp'
import type { WorkerSettings } from './config.ts'
import { CheckpointRepository } from './data/checkpointRepository.ts'
import { workerDatabase } from './data/definition.ts'
import { TaskClaimRepository } from './data/taskClaimRepository.ts'
import type { WorkerDeps } from './deps.ts'
import { sendToDeadLetters } from './events/deadLetters.ts'
import { createIntake } from './intake/intake.ts'
import type { ModelRegistry } from './models/modelRegistry.ts'
import { createWorkerMetrics } from './workerMetrics.ts'
import { MikroOrmSaver } from './workflow/checkpointer.ts'
import { createRuleModerator } from './workflow/moderation/ruleModerator.ts'
import { createRulePlanner } from './workflow/planning/rulePlanner.ts'
import { createSlots } from './workflow/slots.ts'
import { createSweeper } from './workflow/sweeper.ts'
import { createWorkflow } from './workflow/workflow.ts'

/** Options of a worker. */
export interface WorkerOptions extends Pick<ServicePorts, 'log' | 'clock' | 'bus' | 'http'> {
  storage: ObjectStorage
  models: ModelRegistry
  /** `sqlite:…` or `mysql://…` of the worker's own database, for checkpoints. */
  databaseUrl: string
  databaseLimits?: DatabaseLimits
  settings: WorkerSettings
}

const SWEEP_EVERY_MS = 60_000

/** Creates a worker. It closes only what it opened itself. */
export const createWorker = (options: WorkerOptions): Promise<Service> =>
  createService({ name: 'worker', log: options.log }, parts => assemble({ ...options, log: parts.log }, parts))

async function assemble(
  options: WorkerOptions,
  { health, metrics, opened, openHttp }: ServiceParts,
): Promise<Assembled> {
  const { log, clock, bus, storage, models, settings } = options
  // For the whole process: files and passwords need its threads and memory, too.
  sharp.concurrency(1)
  sharp.cache(false)
  const database = await openDatabase(workerDatabase, {
    url: options.databaseUrl,
    log,
    limits: options.databaseLimits,
  })
  opened.defer(() => database.close())
  health.add('database', () => database.ping())
  health.add('bus', () => bus.ping())
  const deps: WorkerDeps = {
    ...{ bus, storage, models, clock, log },
    checkpoints: new CheckpointRepository(database, clock),
    claims: new TaskClaimRepository(database, clock),
  }
  const measure = createWorkerMetrics(metrics)

  const workflow = createWorkflow({
    ...deps,
    checkpointer: new MikroOrmSaver(deps.checkpoints),
    moderator: createRuleModerator(),
    planner: createRulePlanner({ newId }),
    slots: createSlots(settings.renderConcurrency),
    inspections: createSlots(1),
    timeoutMs: settings.renderTimeoutMs,
    metadata: settings.pictureMetadata,
    retryMs: settings.retryMs,
    observe: measure.rendered,
  })
  const intake = createIntake({
    ...deps,
    workflow,
    worker: settings.workerId ?? newId(),
    lanes: {
      generation: { concurrency: settings.laneGeneration, queueLimit: settings.laneWaiting },
      style: { concurrency: settings.laneStyle, queueLimit: settings.laneWaiting },
    },
    heartbeatMs: settings.heartbeatMs,
    drainMs: settings.drainMs,
    unreadable: sendToDeadLetters(bus, clock),
    onEnd: measure.ended,
  })
  measure.watch(intake.lanes)
  const sweeper = createSweeper({
    ...deps,
    workflow,
    isUnderWay: intake.isUnderWay,
    keepMs: settings.checkpointKeepMs,
    everyMs: SWEEP_EVERY_MS,
  })

  const http = openHttp(options.http)
  opened.defer(() => sweeper.stop())
  opened.defer(() => intake.close())

  return {
    http,
    async start() {
      await intake.start()
      sweeper.start()
    },
  }
}
