import type { SubgraphCaller } from '@atelier/platform/graphql/subgraphClient.ts'
import type { ProjectRights } from '../domain/projectRights.ts'

/** Tells what somebody may do in projects. */
export interface ProjectAccess {
  /**
   * Their rights in those of the projects that they can see; the others are left out.
   * @throws SUBGRAPH_UNAVAILABLE when it cannot be told.
   */
  rightsIn(caller: SubgraphCaller, projectIds: readonly string[]): Promise<ProjectRights[]>
}
