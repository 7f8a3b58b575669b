import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const removeProjectMember: MutationResolvers['removeProjectMember'] = async (_, { input }, context) =>
  toPayload(context, await context.operations.removeMember(callerOf(context), input))
