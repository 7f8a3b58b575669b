import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const updateProject: MutationResolvers['updateProject'] = async (_, { input }, context) =>
  toPayload(context, await context.operations.update(callerOf(context), input))
