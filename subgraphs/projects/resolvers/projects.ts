import { wantedBy } from '../domain/projectFilter.ts'
import type { QueryResolvers } from './types.generated.ts'

export const projects: QueryResolvers['projects'] = (_, { filter, orderBy, first, after }, context) => {
  const wanted = wantedBy(filter)
  const scope = context.viewer && wanted.visibility !== 'PUBLIC' ? { memberId: context.viewer.id } : 'public'
  return context.projects.page(scope, wanted, orderBy ?? 'CREATED_AT_DESC', { first, after })
}
