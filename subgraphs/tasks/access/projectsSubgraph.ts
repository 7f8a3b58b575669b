import type { SubgraphClient } from '@atelier/platform/graphql/subgraphClient.ts'
import { z } from 'zod'
import type { ProjectAccess } from './projectAccess.ts'

const RIGHTS = {
  document: `query ProjectRights($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Project { id viewerRole archivedAt } }
}`,
  data: z.object({
    _entities: z.array(
      z
        .object({
          id: z.string(),
          viewerRole: z.enum(['OWNER', 'EDITOR', 'VIEWER']).nullable(),
          archivedAt: z.string().nullable(),
        })
        .nullable(),
    ),
  }),
}

/** Queries the projects subgraph, once for many projects. */
export const createProjectsSubgraph = (client: SubgraphClient): ProjectAccess => ({
  async rightsIn(caller, projectIds) {
    const representations = projectIds.map(id => ({ __typename: 'Project', id }))
    const { _entities: projects } = await client.query(caller, RIGHTS, { representations })
    const seen = projects.filter(project => project !== null)
    return seen.map(({ id, viewerRole, archivedAt }) => ({ id, role: viewerRole, archived: archivedAt !== null }))
  },
})
