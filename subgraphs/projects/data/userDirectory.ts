import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'

/** In whose name another service is asked. */
export type AskedFor = Pick<SubgraphRequest, 'authorization' | 'trace'>

/** Knows who has an account. */
export interface UserDirectory {
  /** @throws SUBGRAPH_UNAVAILABLE when it cannot be told now. */
  exists(userId: string, askedFor: AskedFor): Promise<boolean>
  close(): Promise<void>
}
