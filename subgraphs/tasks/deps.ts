import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { PubSub } from '@atelier/platform/pubsub/pubSub.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { ProjectAccess } from './access/projectAccess.ts'
import type { TasksSettings } from './config.ts'
import type { ArtifactRepository } from './data/artifactRepository.ts'
import type { DeadLetterRepository } from './data/deadLetterRepository.ts'
import type { InputRepository } from './data/inputRepository.ts'
import type { QueueRepository } from './data/queueRepository.ts'
import type { TaskRepository } from './data/taskRepository.ts'
import type { TimelineRepository } from './data/timelineRepository.ts'
import type { UploadRepository } from './data/uploadRepository.ts'
import type { TaskMessages } from './events/taskMessages.ts'
import type { PictureChecks } from './inputs/pictureChecks.ts'
import type { Windows } from './inputs/windows.ts'

/** The service's dependencies, created once by `app.ts`. */
export interface TasksDeps {
  database: Database
  tasks: TaskRepository
  queue: QueueRepository
  artifacts: ArtifactRepository
  timelines: TimelineRepository
  uploads: UploadRepository
  inputs: InputRepository
  deadLetters: DeadLetterRepository
  messages: TaskMessages
  access: ProjectAccess
  storage: ObjectStorage
  cache: Cache
  pubsub: PubSub
  /** The queue of picture checks. */
  checks: PictureChecks
  windows: Windows
  clock: Clock
  /** A random number from 0 (inclusive) to 1 (exclusive). */
  random: () => number
  settings: TasksSettings
  log: Logger
}

/** Dependencies of dispatching and of worker events. */
export type PipelineDeps = Pick<
  TasksDeps,
  'database' | 'tasks' | 'queue' | 'messages' | 'clock' | 'random' | 'settings' | 'log'
>
