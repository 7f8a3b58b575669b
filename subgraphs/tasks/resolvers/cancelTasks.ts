import { signedIn } from './context.ts'
import type { MutationResolvers } from './types.generated.ts'

export const cancelTasks: MutationResolvers['cancelTasks'] = async (_, { projectId }, context) => {
  const result = await context.operations.cancelTasks(signedIn(context), projectId)
  if (!result.ok) return { tasks: [], canceledCount: 0, userErrors: result.userErrors }
  return { tasks: result.value, canceledCount: result.value.length, userErrors: [] }
}
