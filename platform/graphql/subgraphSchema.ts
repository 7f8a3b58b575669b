import { buildSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, parse } from 'graphql'
import { applyMiddleware } from 'graphql-middleware'
import type { shield } from 'graphql-shield'

/** The resolvers of a subgraph, as `@apollo/subgraph` takes them. */
type Resolvers = NonNullable<Extract<Parameters<typeof buildSubgraphSchema>[0], { typeDefs: unknown }>['resolvers']>

/** An executable federation subgraph whose guarded fields pass the permissions first. */
export function createSubgraphSchema(options: {
  typeDefs: string
  resolvers: object
  permissions: ReturnType<typeof shield>
}): GraphQLSchema {
  // A list is needed: with a single object the package reads resolvers in another, deprecated way.
  const schema = buildSubgraphSchema([{ typeDefs: parse(options.typeDefs), resolvers: options.resolvers as Resolvers }])
  return applyMiddleware(schema, options.permissions)
}
