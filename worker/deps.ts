import type { EventBus } from '@atelier/platform/bus/eventBus.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { CheckpointRepository } from './data/checkpointRepository.ts'
import type { TaskClaimRepository } from './data/taskClaimRepository.ts'
import type { ModelRegistry } from './models/modelRegistry.ts'

/** The worker's dependencies, created once by `worker.ts`; each part picks its own. */
export interface WorkerDeps {
  bus: EventBus
  checkpoints: CheckpointRepository
  claims: TaskClaimRepository
  storage: ObjectStorage
  models: ModelRegistry
  clock: Clock
  log: Logger
}
