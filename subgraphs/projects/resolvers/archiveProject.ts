import { callerOf } from './context.ts'
import { toPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const archiveProject: MutationResolvers['archiveProject'] = async (_, { id }, context) =>
  toPayload(context, await context.operations.archive(callerOf(context), id))
