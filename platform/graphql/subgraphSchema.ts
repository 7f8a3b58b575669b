import { buildSubgraphSchema } from '@apollo/subgraph'
import { type GraphQLSchema, parse } from 'graphql'
import { applyMiddleware, type IMiddlewareFunction } from 'graphql-middleware'
import type { shield } from 'graphql-shield'
import type { BaseContext } from './subgraphOptions.ts'

/** The resolvers of a subgraph, as `@apollo/subgraph` takes them. */
type Resolvers = NonNullable<Extract<Parameters<typeof buildSubgraphSchema>[0], { typeDefs: unknown }>['resolvers']>

/** An executable federation subgraph whose protected fields check permissions first. */
export function createSubgraphSchema(options: {
  typeDefs: string
  resolvers: object
  permissions: ReturnType<typeof shield>
}): GraphQLSchema {
  // A list, as the package handles a single object in another, deprecated way.
  const schema = buildSubgraphSchema([{ typeDefs: parse(options.typeDefs), resolvers: options.resolvers as Resolvers }])
  const guarded = applyMiddleware(schema, options.permissions)
  return schema.getMutationType() ? applyMiddleware(guarded, { Mutation: whileWaitedFor }) : guarded
}

/** Skips the remaining mutations of a closed request: they run one after another. */
const whileWaitedFor: IMiddlewareFunction<unknown, BaseContext> = (resolve, parent, args, context, info) => {
  context.caller.signal.throwIfAborted()
  return resolve(parent, args, context, info)
}
