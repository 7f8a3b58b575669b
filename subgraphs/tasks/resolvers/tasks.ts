import { emptyConnection } from '../data/emptyConnection.ts'
import { checkedFilter } from '../domain/taskFilter.ts'
import { signedIn } from './context.ts'
import type { QueryResolvers } from './types.generated.ts'

export const tasks: QueryResolvers['tasks'] = async (_, { first, after, filter: given, orderBy }, context) => {
  const { caller, viewer } = { caller: context.caller, viewer: signedIn(context).viewer }
  const page = { first, after }
  const filter = checkedFilter(given)
  const projectId = filter.projectId ?? null
  if (projectId !== null && !(await caller.seesProject(projectId))) return emptyConnection(page)
  const scope = projectId === null ? { requestedById: viewer.id } : { projectId }
  return context.tasks.page({ ...filter, ...scope }, orderBy ?? 'CREATED_AT_DESC', page)
}
