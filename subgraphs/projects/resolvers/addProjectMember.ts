import { callerOf } from './context.ts'
import type { MutationResolvers } from './types.generated.ts'

export const addProjectMember: MutationResolvers['addProjectMember'] = async (_, { input }, context) => {
  const result = await context.operations.addMember(callerOf(context), input)
  context.loaders.forget()
  if (!result.ok) return { project: null, invitation: null, userErrors: result.userErrors }
  return { ...result.value, userErrors: [] }
}
