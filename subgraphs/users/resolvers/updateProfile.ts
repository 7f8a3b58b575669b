import { toUserPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const updateProfile: MutationResolvers['updateProfile'] = async (_, { input }, { accounts, request }) =>
  toUserPayload(await accounts.updateProfile(request, input))
