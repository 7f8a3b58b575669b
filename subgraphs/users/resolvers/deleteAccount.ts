import type { MutationResolvers } from './types.generated.ts'

export const deleteAccount: MutationResolvers['deleteAccount'] = async (_, { password }, { accounts, request }) => {
  const result = await accounts.delete(request, password)
  return result.ok
    ? { deletedUserId: result.value, userErrors: [] }
    : { deletedUserId: null, userErrors: result.userErrors }
}
