import type { QueryResolvers } from './types.generated.ts'

export const users: QueryResolvers['users'] = (_, { search, ...page }, context) =>
  context.users.page(search ?? null, page)
