import type { PageArgs } from '@atelier/platform/graphql/connection.ts'
import type { SubgraphRequest } from '@atelier/platform/graphql/subgraphRequest.ts'
import type { ProjectConnection } from '../data/project.ts'
import type { ProjectOrder } from '../data/projectRepository.ts'
import type { ProjectsDeps } from '../deps.ts'
import { type ProjectFilter, wantedBy } from '../domain/projectFilter.ts'

/** A page of the caller's own projects; of all public ones when the filter asks for these, or without a caller. */
export async function searchProjects(
  { projects }: Pick<ProjectsDeps, 'projects'>,
  { viewer }: SubgraphRequest,
  input: PageArgs & { filter?: ProjectFilter | null; orderBy?: ProjectOrder | null },
): Promise<ProjectConnection> {
  const { first, after } = input
  const wanted = wantedBy(input.filter)
  const scope = viewer && wanted.visibility !== 'PUBLIC' ? { memberId: viewer.id } : 'public'
  return projects.page(scope, wanted, input.orderBy ?? 'CREATED_AT_DESC', { first, after })
}
