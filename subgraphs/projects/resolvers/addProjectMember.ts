import { callerOf } from '../context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const addProjectMember: MutationResolvers['addProjectMember'] = async (_, { input }, context) =>
  toPayload(context, await context.operations.addMember(callerOf(context), input))
