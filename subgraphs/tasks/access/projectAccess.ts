import type { SubgraphCaller } from '@atelier/platform/graphql/subgraphClient.ts'
import type { ProjectRights } from '../domain/projectRights.ts'

/** Looks up a caller's rights in projects. */
export interface ProjectAccess {
  /**
   * The rights in those of the projects that are visible to the caller; others are omitted.
   * @throws SUBGRAPH_UNAVAILABLE when the rights cannot be looked up.
   */
  rightsIn(caller: SubgraphCaller, projectIds: readonly string[]): Promise<ProjectRights[]>
}
