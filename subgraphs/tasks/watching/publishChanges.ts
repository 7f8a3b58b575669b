import type { Logger } from '@atelier/platform/log/logger.ts'
import type { PubSub } from '@atelier/platform/pubsub/pubSub.ts'
import type { TaskJson } from '../data/task.ts'
import { projectRightsChannel, projectTasksChannel, QUEUE_CHANNEL, taskChannel, userTasksChannel } from './channels.ts'

/**
 * Tells everybody who watches of tasks that have changed, with the whole row, so that no watcher needs to read it.
 * A message that is lost does no harm: watchers also look at the rows now and then.
 */
export async function publishTaskChanges(pubsub: PubSub, tasks: readonly TaskJson[], log: Logger): Promise<void> {
  const publishing = tasks.flatMap(task => [
    pubsub.publish(taskChannel(task.id), task),
    pubsub.publish(projectTasksChannel(task.projectId), task),
    pubsub.publish(userTasksChannel(task.requestedById), task),
  ])
  const results = await Promise.allSettled([...publishing, pubsub.publish(QUEUE_CHANNEL, {})])
  const failure = results.find(result => result.status === 'rejected')
  if (failure) log.warn({ err: failure.reason }, 'watchers could not be told of a change')
}

/** Makes everybody who watches something of a project look at their rights now. One that is not told looks later. */
export async function publishRightsChange(pubsub: PubSub, projectId: string, log: Logger): Promise<void> {
  try {
    await pubsub.publish(projectRightsChannel(projectId), {})
  } catch (error) {
    log.warn({ err: error }, 'watchers could not be told of changed rights')
  }
}
