import { toUserPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const changePassword: MutationResolvers['changePassword'] = async (_, { input }, { accounts, request }) =>
  toUserPayload(await accounts.changePassword(request, input))
