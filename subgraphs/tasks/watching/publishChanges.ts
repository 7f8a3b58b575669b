import type { Logger } from '@atelier/platform/log/logger.ts'
import type { PubSub } from '@atelier/platform/pubsub/pubSub.ts'
import type { TaskJson } from '../data/task.ts'
import { projectRightsChannel, projectTasksChannel, QUEUE_CHANNEL, taskChannel, userTasksChannel } from './channels.ts'

/**
 * Publishes changed tasks with the whole row, so that subscriptions need no query. A lost message is harmless:
 * subscriptions also poll the rows.
 */
export async function publishTaskChanges(pubsub: PubSub, tasks: readonly TaskJson[], log: Logger): Promise<void> {
  const publishing = tasks.flatMap(task => [
    pubsub.publish(taskChannel(task.id), task),
    pubsub.publish(projectTasksChannel(task.projectId), task),
    pubsub.publish(userTasksChannel(task.requestedById), task),
  ])
  const results = await Promise.allSettled([...publishing, pubsub.publish(QUEUE_CHANNEL, {})])
  const failure = results.find(result => result.status === 'rejected')
  if (failure) log.warn({ err: failure.reason }, 'task changes not published')
}

/** Makes the project's subscriptions check access now; one that misses the message checks later. */
export async function publishRightsChange(pubsub: PubSub, projectId: string, log: Logger): Promise<void> {
  try {
    await pubsub.publish(projectRightsChannel(projectId), {})
  } catch (error) {
    log.warn({ err: error }, 'rights change not published')
  }
}
