import { signedIn } from './context.ts'
import { toTaskPayload } from './payload.ts'
import type { MutationResolvers } from './types.generated.ts'

export const generateDesign: MutationResolvers['generateDesign'] = async (_, { input }, context) =>
  toTaskPayload(await context.operations.generateDesign(signedIn(context), input))
