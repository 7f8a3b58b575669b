import type { Logger } from '@atelier/platform/log/logger.ts'
import type { PubSub } from '@atelier/platform/pubsub/pubSub.ts'
import type { TaskJson } from '../data/task.ts'
import { projectRightsChannel, projectTasksChannel, QUEUE_CHANNEL, taskChannel, userTasksChannel } from './channels.ts'

/**
 * Publishes tasks that have changed, with the whole row, so that no subscription needs to read it. A message that is
 * lost does no harm: subscriptions also poll the rows.
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

/** Makes the subscriptions of a project check access now; one that gets no message checks later. */
export async function publishRightsChange(pubsub: PubSub, projectId: string, log: Logger): Promise<void> {
  try {
    await pubsub.publish(projectRightsChannel(projectId), {})
  } catch (error) {
    log.warn({ err: error }, 'rights change not published')
  }
}
