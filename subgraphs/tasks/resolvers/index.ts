import { scalarResolvers } from '@atelier/platform/graphql/scalars.ts'
import { Mutation } from './mutations.ts'
import { Query } from './queries.ts'
import { Subscription } from './subscriptions.ts'
import type { Resolvers } from './types.generated.ts'
import { Artifact, DeadLetter, Project, Task, User } from './types.ts'

export const resolvers: Resolvers = {
  ...scalarResolvers,
  Query,
  Mutation,
  Subscription,
  Task,
  Artifact,
  DeadLetter,
  Project,
  User,
}
