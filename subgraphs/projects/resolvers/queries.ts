import { wantedBy } from '../domain/projectFilter.ts'
import type { QueryResolvers } from './types.generated.ts'

export const Query: QueryResolvers = {
  project: (_, { id }, { loaders }) => loaders.project.load(id),
  projects: (_, { filter, orderBy, first, after }, { deps, caller: { viewer } }) => {
    const wanted = wantedBy(filter)
    const scope = viewer && wanted.visibility !== 'PUBLIC' ? { memberId: viewer.id } : 'public'
    return deps.projects.page(scope, wanted, orderBy ?? 'CREATED_AT_DESC', { first, after })
  },
}
