import type { Database } from '@atelier/platform/database/database.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { TasksSettings } from '../config.ts'
import type { InputRepository } from '../data/inputRepository.ts'
import type { QueueRepository } from '../data/queueRepository.ts'
import type { TaskRepository } from '../data/taskRepository.ts'
import type { UploadRepository } from '../data/uploadRepository.ts'
import type { Circumstances } from '../domain/lifecycle.ts'
import type { TaskMessages } from '../events/taskMessages.ts'

/** What the way of tasks to workers and back stands on. */
export interface PipelineDeps {
  database: Database
  tasks: TaskRepository
  queue: QueueRepository
  messages: TaskMessages
  clock: Clock
  /** A number from 0 up to 1, chosen anew each time. */
  random: () => number
  settings: TasksSettings
  log: Logger
}

/** What removing objects stands on besides. */
export interface ObjectDeps extends PipelineDeps {
  storage: ObjectStorage
  uploads: UploadRepository
  inputs: InputRepository
}

/** What decisions about a task depend on now. */
export function circumstances({
  clock,
  random,
  settings,
}: Pick<PipelineDeps, 'clock' | 'random' | 'settings'>): Circumstances {
  const { leaseMs, retryBaseMs, retryMaxMs } = settings
  return { now: clock.now(), leaseMs, backoff: { baseMs: retryBaseMs, maxMs: retryMaxMs, random } }
}
