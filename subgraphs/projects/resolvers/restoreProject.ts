import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const restoreProject: MutationResolvers['restoreProject'] = async (_, { id }, context) =>
  toPayload(context, await context.operations.restore(callerOf(context), id))
