import { signedIn } from '@atelier/platform/graphql/signedIn.ts'
import { watchTask } from '../watching/watchTask.ts'
import { watchTasks } from '../watching/watchTasks.ts'
import type { SubscriptionResolvers } from './types.generated.ts'

/** Stream values are the field's values. */
const itself = <T>(value: T): T => value

export const Subscription: SubscriptionResolvers = {
  taskUpdated: {
    subscribe: (_, input, { deps, caller }) => watchTask(deps, caller, input),
    resolve: itself,
  },
  tasksUpdated: {
    subscribe: (_, input, context) => watchTasks(context.deps, signedIn(context), input),
    resolve: itself,
  },
  queueStatsUpdated: {
    subscribe: (_, __, context) => {
      signedIn(context)
      return context.queueWatch.watch()
    },
    resolve: itself,
  },
}
