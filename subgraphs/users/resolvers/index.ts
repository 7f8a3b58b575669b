import { scalarResolvers } from '@atelier/platform/graphql/scalars.ts'
import { Mutation } from './mutations.ts'
import { Query } from './queries.ts'
import type { Resolvers } from './types.generated.ts'
import { User } from './types.ts'

export const resolvers: Resolvers = { DateTime: scalarResolvers.DateTime, Query, Mutation, User }
