import type { QueryResolvers } from './types.generated.ts'

export const deadLetters: QueryResolvers['deadLetters'] = (_, page, context) => context.deadLetters.page(page)
