import { isId } from '@atelier/platform/ids/ids.ts'
import { emptyConnection } from '../data/emptyConnection.ts'
import { checkedFilter } from '../domain/taskFilter.ts'
import type { UserResolvers } from './types.generated.ts'

export const User: UserResolvers = {
  __resolveReference: async ({ id }) => (isId(id) ? { id } : null),
  tasks: async ({ id }, { first, after, filter }, { viewer, loaders }) => {
    const page = { first, after }
    if (viewer?.id !== id && viewer?.role !== 'ADMIN') return emptyConnection(page)
    return loaders.tasksOf('requestedById', id, checkedFilter(filter), page)
  },
}
