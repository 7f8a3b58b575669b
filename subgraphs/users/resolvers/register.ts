import { toSessionPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const register: MutationResolvers['register'] = async (_, { input }, context) =>
  toSessionPayload(await context.register(context.request, input))
