import { ApolloGateway } from '@apollo/gateway'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { type ConstDirectiveNode, type GraphQLSchema, Kind, parse, print } from 'graphql'

// Otherwise each supergraph that is loaded asks the clouds' metadata services where it is and tells it to Apollo.
process.env.APOLLO_TELEMETRY_DISABLED = 'true'

/**
 * Has Apollo's gateway load a supergraph, as the judge of what can be served and the maker of what clients see of it.
 * Plans and their execution are ours, so it is closed again at once.
 * @throws Error saying what is wrong with the supergraph.
 */
export async function apiSchemaByApollo(sdl: string, log: Logger): Promise<GraphQLSchema> {
  const gateway = new ApolloGateway({ logger: log, supergraphSdl: withoutDemands(sdl) })
  let apiSchema: GraphQLSchema | undefined
  gateway.onSchemaLoadOrUpdate(loaded => {
    apiSchema = loaded.apiSchema
  })
  try {
    await gateway.load()
  } finally {
    await gateway.stop()
  }
  if (!apiSchema) throw new Error('The supergraph has no API schema.')
  return apiSchema
}

/**
 * A supergraph may demand that its gateway enforces some features, and Apollo's can be told of none that another one
 * enforces for it. Whoever loads it has to look whether all are known here; see `features.ts`.
 */
function withoutDemands(sdl: string): string {
  const document = parse(sdl, { noLocation: true })
  const definitions = document.definitions.map(node =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? { ...node, directives: node.directives?.map(withoutDemand) }
      : node,
  )
  return print({ ...document, definitions })
}

const withoutDemand = (directive: ConstDirectiveNode): ConstDirectiveNode =>
  directive.name.value === 'link'
    ? { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') }
    : directive
