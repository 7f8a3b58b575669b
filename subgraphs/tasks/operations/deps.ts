import type { Database } from '@atelier/platform/database/database.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { TasksSettings } from '../config.ts'
import type { ArtifactRepository } from '../data/artifactRepository.ts'
import type { DeadLetterRepository } from '../data/deadLetterRepository.ts'
import type { InputRepository } from '../data/inputRepository.ts'
import type { QueueRepository } from '../data/queueRepository.ts'
import type { TaskRepository } from '../data/taskRepository.ts'
import type { UploadRepository } from '../data/uploadRepository.ts'
import type { TaskMessages } from '../events/taskMessages.ts'
import type { PictureChecks } from '../inputs/pictureChecks.ts'
import type { Windows } from '../inputs/windows.ts'

/** What the operations of this service stand on. */
export interface OperationDeps {
  database: Database
  tasks: TaskRepository
  queue: QueueRepository
  artifacts: ArtifactRepository
  uploads: UploadRepository
  inputs: InputRepository
  deadLetters: DeadLetterRepository
  messages: TaskMessages
  storage: ObjectStorage
  /** Whose uploaded picture is looked at next. */
  checks: PictureChecks
  windows: Windows
  clock: Clock
  /** A number from 0 up to 1, chosen anew each time. */
  random: () => number
  settings: TasksSettings
  log: Logger
}
