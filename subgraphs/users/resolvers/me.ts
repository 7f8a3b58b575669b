import type { QueryResolvers } from './types.generated.ts'
import { present } from './user.ts'

export const me: QueryResolvers['me'] = async (_, __, { viewer, profiles }) =>
  viewer && present(await profiles.load(viewer.id))
