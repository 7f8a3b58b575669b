import { signedIn } from '@atelier/platform/graphql/signedIn.ts'
import { STYLES } from '@atelier/schema/messages/styles.ts'
import { offeredModels } from '../domain/offeredModels.ts'
import { searchDeadLetters } from '../operations/searchDeadLetters.ts'
import { searchTasks } from '../operations/searchTasks.ts'
import { visibleTask } from './context.ts'
import type { QueryResolvers } from './types.generated.ts'

export const Query: QueryResolvers = {
  task: (_, { id }, context) => visibleTask(context, id),
  tasks: (_, input, context) => searchTasks(context.deps, signedIn(context), input),
  queueStats: (_, __, { queueWatch }) => queueWatch.now(),
  deadLetters: (_, input, context) => searchDeadLetters(context.deps, signedIn(context), input),
  styles: () => [...STYLES],
  models: (_, __, { deps }) => offeredModels(deps.settings.models),
}
