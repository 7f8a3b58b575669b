import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const deleteProject: MutationResolvers['deleteProject'] = async (_, { id }, context) =>
  toPayload(context, await context.operations.delete(callerOf(context), id))
