import { signedIn } from './context.ts'
import { toTaskPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const transferStyle: MutationResolvers['transferStyle'] = async (_, { input }, context) =>
  toTaskPayload(await context.operations.transferStyle(signedIn(context), input))
