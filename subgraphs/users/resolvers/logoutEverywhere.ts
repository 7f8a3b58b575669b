import type { MutationResolvers } from './types.generated.ts'

export const logoutEverywhere: MutationResolvers['logoutEverywhere'] = async (_, __, { sessions, request }) => ({
  sessionsEnded: await sessions.logoutEverywhere(request),
  userErrors: [],
})
