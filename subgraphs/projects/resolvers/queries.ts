import { searchProjects } from '../operations/searchProjects.ts'
import type { QueryResolvers } from './types.generated.ts'

export const Query: QueryResolvers = {
  project: (_, { id }, { loaders }) => loaders.project.load(id),
  projects: (_, input, { deps, caller }) => searchProjects(deps, caller, input),
}
