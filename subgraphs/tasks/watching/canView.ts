import { hasCode } from '@atelier/platform/errors/graphqlErrors.ts'
import { GraphQLError } from 'graphql'

/**
 * Whether a subscriber still has access. While the projects service is unavailable rights cannot change there, so
 * access continues; a revoked session ends it.
 */
export async function canView(look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return hasCode(error, 'SUBGRAPH_UNAVAILABLE')
  }
}
