import { toSessionPayload } from './payloads.ts'
import type { MutationResolvers } from './types.generated.ts'

export const refreshSession: MutationResolvers['refreshSession'] = async (_, { refreshToken }, { sessions }) =>
  toSessionPayload(await sessions.refresh(refreshToken))
