import { toUserPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const setUserRole: MutationResolvers['setUserRole'] = async (_, { userId, role }, { roles, request }) =>
  toUserPayload(await roles.set(userId, role, request))
