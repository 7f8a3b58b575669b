import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { DatabaseLimits } from '@atelier/platform/database/database.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import type { Service, ServicePorts } from '@atelier/platform/http/service.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import sharp from 'sharp'
import type { WorkerSettings } from './config.ts'
import { createCheckpointRepository } from './data/checkpointRepository.ts'
import { workerDatabase } from './data/definition.ts'
import { createKnownTaskRepository } from './data/knownTaskRepository.ts'
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

/** What a worker is given. */
export interface WorkerPorts extends Pick<ServicePorts, 'log' | 'clock' | 'bus' | 'http'> {
  storage: ObjectStorage
  models: ModelRegistry
  /** `sqlite:…` or `mysql://…`, for checkpoints; no other service's. */
  databaseUrl: string
  databaseLimits?: DatabaseLimits
  settings: WorkerSettings
}

const SWEEP_EVERY_MS = 60_000

/** Puts a worker together. It lets go of what it opens itself, not of its ports. */
export async function createWorker(ports: WorkerPorts): Promise<Service> {
  const { log, clock, bus, storage, models, settings } = ports
  // For the whole process: threads and memory that image work would take are needed by files and passwords too.
  sharp.concurrency(1)
  sharp.cache(false)
  const database = await openDatabase(workerDatabase, {
    url: ports.databaseUrl,
    log,
    ...(ports.databaseLimits && { limits: ports.databaseLimits }),
  })
  const checkpoints = createCheckpointRepository(database, clock)
  const known = createKnownTaskRepository(database, clock)
  const metrics = createMetrics({ service: 'worker' })
  const measure = createWorkerMetrics(metrics)

  const workflow = createWorkflow({
    checkpointer: new MikroOrmSaver(checkpoints),
    moderator: createRuleModerator(),
    planner: createRulePlanner({ newId }),
    models,
    storage,
    slots: createSlots(settings.RENDER_CONCURRENCY),
    inspections: createSlots(1),
    timeoutMs: settings.RENDER_TIMEOUT_MS,
    metadata: settings.PICTURE_METADATA,
    retryMs: settings.RETRY_MS,
    observe: measure.rendered,
  })
  const intake = createIntake({
    bus,
    clock,
    log,
    workflow,
    known,
    worker: settings.WORKER_ID ?? newId(),
    lanes: {
      generation: { places: settings.LANE_GENERATION, waitingRoom: settings.LANE_WAITING },
      style: { places: settings.LANE_STYLE, waitingRoom: settings.LANE_WAITING },
    },
    heartbeatMs: settings.HEARTBEAT_MS,
    drainMs: settings.DRAIN_MS,
    unreadable: sendToDeadLetters(bus, clock),
    onEnd: measure.ended,
  })
  measure.watch(intake.lanes)
  const sweeper = createSweeper({
    checkpoints,
    known,
    workflow,
    isUnderWay: intake.isUnderWay,
    clock,
    log,
    keepMs: settings.CHECKPOINT_KEEP_MS,
    everyMs: SWEEP_EVERY_MS,
  })

  const health = createHealth()
  health.add('database', () => database.ping())
  health.add('bus', () => bus.ping())
  const http = createHttpServer({ ...ports.http, log, metrics, health })
  let closed: Promise<void> | undefined

  async function close(): Promise<void> {
    health.drain()
    http.connections.goAway()
    await intake.close()
    await sweeper.stop()
    await http.close()
    await database.close()
  }

  return {
    http,
    health,
    metrics,
    async listen(address) {
      const url = await listen(http, address)
      await intake.start()
      sweeper.start()
      return url
    },
    close() {
      closed ??= close()
      return closed
    },
  }
}
