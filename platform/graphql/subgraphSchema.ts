import { buildSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, parse } from 'graphql'
import { applyMiddleware, type IMiddlewareFunction } from 'graphql-middleware'
import type { shield } from 'graphql-shield'
import type { BaseContext } from './subgraphOptions.ts'

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
  const guarded = applyMiddleware(schema, options.permissions)
  return schema.getMutationType() ? applyMiddleware(guarded, { Mutation: whileWaitedFor }) : guarded
}

/** Begins no mutation of a request that was closed: they run one after another, and nobody waits for the rest. */
const whileWaitedFor: IMiddlewareFunction<unknown, BaseContext> = (resolve, parent, args, context, info) => {
  context.caller.signal.throwIfAborted()
  return resolve(parent, args, context, info)
}
