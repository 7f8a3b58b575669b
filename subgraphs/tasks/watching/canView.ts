import { GraphQLError } from 'graphql'

/**
 * Whether a subscriber may still view something. While the projects service is unavailable nobody can lose rights there,
 * so they may; when their session has ended they may not.
 */
export async function canView(look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return error.extensions.code === 'SUBGRAPH_UNAVAILABLE'
  }
}
