import { toSessionPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const login: MutationResolvers['login'] = async (_, { input }, { sessions, request }) =>
  toSessionPayload(await sessions.login(request, input))
