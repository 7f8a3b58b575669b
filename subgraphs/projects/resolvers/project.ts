import type { QueryResolvers } from './types.generated.ts'

export const project: QueryResolvers['project'] = (_, { id }, { loaders }) => loaders.project.load(id)
