import type { MutationResolvers } from './types.generated.ts'

export const redriveDeadLetters: MutationResolvers['redriveDeadLetters'] = async (_, { ids }, { operations }) => {
  const result = await operations.redriveDeadLetters(ids ?? null)
  return result.ok
    ? { redrivenCount: result.value, userErrors: [] }
    : { redrivenCount: 0, userErrors: result.userErrors }
}
