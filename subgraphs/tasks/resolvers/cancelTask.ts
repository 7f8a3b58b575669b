import { signedIn } from './context.ts'
import { toTaskPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const cancelTask: MutationResolvers['cancelTask'] = async (_, { id }, context) =>
  toTaskPayload(await context.operations.cancelTask(signedIn(context), id))
