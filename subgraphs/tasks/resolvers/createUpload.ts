import { signedIn } from './context.ts'
import type { MutationResolvers } from './types.generated.ts'

export const createUpload: MutationResolvers['createUpload'] = async (_, { input }, context) => {
  const result = await context.operations.createUpload(signedIn(context), input)
  return result.ok ? { upload: result.value, userErrors: [] } : { upload: null, userErrors: result.userErrors }
}
