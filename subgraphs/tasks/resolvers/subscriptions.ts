import { watchTask } from '../watching/watchTask.ts'
import { watchTasks } from '../watching/watchTasks.ts'
import { signedIn } from './context.ts'
import type { SubscriptionResolvers } from './types.generated.ts'

/** What a stream gives is the field's value itself. */
const itself = <T>(value: T): T => value

export const taskUpdated: SubscriptionResolvers['taskUpdated'] = {
  subscribe: (_, { id, afterVersion }, { watching, caller }) => watchTask(watching, caller, id, afterVersion ?? null),
  resolve: itself,
}

export const tasksUpdated: SubscriptionResolvers['tasksUpdated'] = {
  subscribe: (_, { projectId }, context) => watchTasks(context.watching, signedIn(context), projectId ?? null),
  resolve: itself,
}

export const queueStatsUpdated: SubscriptionResolvers['queueStatsUpdated'] = {
  subscribe: (_, __, context) => {
    signedIn(context)
    return context.queueWatch.watch()
  },
  resolve: itself,
}
