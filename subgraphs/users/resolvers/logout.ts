import type { MutationResolvers } from './types.generated.ts'

export const logout: MutationResolvers['logout'] = async (_, { refreshToken }, { sessions }) => ({
  sessionsEnded: await sessions.logout(refreshToken),
  userErrors: [],
})
