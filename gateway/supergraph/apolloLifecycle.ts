import { ApolloGateway } from '@apollo/gateway'
import type { Logger } from '@atelier/platform/log/logger.ts'
import { type ConstDirectiveNode, type GraphQLSchema, Kind, parse, print } from 'graphql'
import { withoutOneOf } from './oneOf.ts'

// Otherwise each loaded supergraph queries cloud metadata services and reports to Apollo.
process.env.APOLLO_TELEMETRY_DISABLED = 'true'

/**
 * Loads a supergraph in Apollo's gateway, which validates it and creates the API schema. Plans and execution are ours,
 * so it is closed again at once.
 * @throws Error when the supergraph is invalid.
 */
export async function apiSchemaByApollo(sdl: string, log: Logger): Promise<GraphQLSchema> {
  const gateway = new ApolloGateway({ logger: log, supergraphSdl: readableByApollo(sdl) })
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
 * A supergraph may require features of its gateway, and Apollo's cannot be configured with features that ours enforces.
 * They are checked when the supergraph is loaded; see `features.ts`. So is `@oneOf`, which Apollo's does not know.
 */
function readableByApollo(sdl: string): string {
  const document = withoutOneOf(parse(sdl, { noLocation: true }))
  const definitions = document.definitions.map(node =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? { ...node, directives: node.directives?.map(withoutPurpose) }
      : node,
  )
  return print({ ...document, definitions })
}

const withoutPurpose = (directive: ConstDirectiveNode): ConstDirectiveNode =>
  directive.name.value === 'link'
    ? { ...directive, arguments: directive.arguments?.filter(({ name }) => name.value !== 'for') }
    : directive
