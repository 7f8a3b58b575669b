import type { SubgraphCaller, SubgraphClient } from '@atelier/platform/graphql/subgraphClient.ts'
import { z } from 'zod'

const USER_EXISTS = {
  document: 'query UserExists($id: ID!) { user(id: $id) { id } }',
  data: z.object({ user: z.object({ id: z.string() }).nullable() }),
}

/** Checks that accounts exist, by a query to the users subgraph. */
export interface UserDirectory {
  /** @throws SUBGRAPH_UNAVAILABLE, UNAUTHENTICATED */
  exists(userId: string, caller: SubgraphCaller): Promise<boolean>
}

export const createUserDirectory = (client: SubgraphClient): UserDirectory => ({
  async exists(userId, caller) {
    const { user } = await client.query(caller, USER_EXISTS, { id: userId })
    return user !== null
  },
})
