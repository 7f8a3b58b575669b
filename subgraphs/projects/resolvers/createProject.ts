import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const createProject: MutationResolvers['createProject'] = async (_, { input }, context) =>
  toPayload(context, await context.operations.create(callerOf(context), input))
