import { signedIn } from './context.ts'
import { toTaskPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const retryTask: MutationResolvers['retryTask'] = async (_, { id }, context) =>
  toTaskPayload(await context.operations.retryTask(signedIn(context), id))
