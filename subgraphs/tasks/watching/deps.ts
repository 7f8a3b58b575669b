import type { Logger } from '@atelier/platform/log/logger.ts'
import type { PubSub } from '@atelier/platform/pubsub/pubSub.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { TasksSettings } from '../config.ts'
import type { QueueRepository } from '../data/queueRepository.ts'
import type { TaskRepository } from '../data/taskRepository.ts'

/** What subscriptions stand on. */
export interface WatchDeps {
  pubsub: PubSub
  tasks: TaskRepository
  queue: QueueRepository
  clock: Clock
  settings: TasksSettings
  log: Logger
}
