import { signedIn } from './context.ts'
import { toTaskPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const setTaskPriority: MutationResolvers['setTaskPriority'] = async (_, { id, priority }, context) =>
  toTaskPayload(await context.operations.setTaskPriority(signedIn(context), id, priority))
