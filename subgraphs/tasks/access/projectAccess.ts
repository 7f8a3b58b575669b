import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { ProjectRights } from '../domain/projectRights.ts'

/** In whose name it is asked. */
export type Asker = Pick<SubgraphRequest, 'viewer' | 'authorization' | 'clientAddress' | 'trace'>

/** Tells what somebody may do in projects. */
export interface ProjectAccess {
  /**
   * Their rights in those of the projects that they can see; the others are left out.
   * @throws SUBGRAPH_UNAVAILABLE when it cannot be told.
   */
  rightsIn(asker: Asker, projectIds: readonly string[]): Promise<ProjectRights[]>
}
