import { GraphQLError } from 'graphql'

/**
 * Whether a watcher may go on, by a look at their rights. While the projects service is away nobody can lose rights
 * there, so they go on; when their session has ended they do not.
 */
export async function canView(look: () => Promise<boolean>): Promise<boolean> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return error.extensions.code === 'SUBGRAPH_UNAVAILABLE'
  }
}
