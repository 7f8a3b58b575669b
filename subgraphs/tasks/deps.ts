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

/** What the code of this service is given, put together once by `app.ts`. */
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
  /** Whose uploaded picture is decoded next. */
  checks: PictureChecks
  windows: Windows
  clock: Clock
  /** A number from 0 up to 1, chosen anew each time. */
  random: () => number
  settings: TasksSettings
  log: Logger
}

/** The part by which tasks get to workers and back. */
export type PipelineDeps = Pick<
  TasksDeps,
  'database' | 'tasks' | 'queue' | 'messages' | 'clock' | 'random' | 'settings' | 'log'
>
