import { createHash } from 'node:crypto'
import { Supergraph as FederationSupergraph } from '@apollo/federation-internals'
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql'
import { TypeIndex } from '../graphql/typeIndex.ts'
import { type AccessRules, accessRules } from './accessRules.ts'
import { type CostDirectives, costDirectives } from './costDirectives.ts'
import { withExecutableDirectives } from './executableDirectives.ts'
import { SUPPORTED_FEATURES } from './features.ts'
import { hasFields, interfaceObjects, textOf } from './joinDirectives.ts'
import { markOneOf, oneOfFaults, oneOfInputs, textWithoutOneOf } from './oneOf.ts'
import { rootTypeFaults } from './rootTypes.ts'
import { semanticNonNulls, withSemanticNonNull } from './semanticNonNull.ts'

/** A valid supergraph, with all that is derived from it once. */
export interface Supergraph {
  sdl: string
  /** Hash of the SDL; identifies the version in logs. */
  hash: string
  /** The API schema. */
  apiSchema: GraphQLSchema
  /** Runtime types of the API schema. */
  apiTypes: TypeIndex
  /** All runtime types, inaccessible ones included. */
  types: TypeIndex
  /** Routing URLs by subgraph name. */
  urls: ReadonlyMap<string, string>
  /** Interfaces that are an `@interfaceObject` in some subgraph. */
  interfaceObjects: ReadonlySet<string>
  /** Fields of the first key without nested selections, by entity type. */
  keyFields: ReadonlyMap<string, readonly string[]>
  /** Access requirements of types and fields. */
  accessRules: AccessRules
  /** Costs of types, fields and arguments. */
  costs: CostDirectives
}

/**
 * Parses and validates a supergraph.
 * @param knownApiSchema its API schema, when known already.
 * @throws Error when it is invalid, or requires a security feature that is not supported.
 */
export function loadSupergraph(sdl: string, knownApiSchema?: GraphQLSchema): Supergraph {
  const { supergraph, document, ...built } = buildSchemas(sdl, knownApiSchema)
  const wholeSchema = supergraph.schema.toGraphQLJSSchema()
  const apiSchema = withExecutableDirectives(built.apiSchema, wholeSchema)
  return {
    sdl,
    hash: createHash('sha256').update(sdl).digest('hex').slice(0, 12),
    apiSchema,
    apiTypes: new TypeIndex(apiSchema),
    types: new TypeIndex(wholeSchema),
    urls: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
    interfaceObjects: interfaceObjects(document),
    keyFields: keyFields(document),
    accessRules: accessRules(supergraph.schema),
    costs: costDirectives(supergraph.schema),
  }
}

/**
 * Builds the API schema by Apollo's library, with what that leaves out of it.
 * @throws Error when the supergraph is invalid.
 */
export function buildSchemas(sdl: string, knownApiSchema?: GraphQLSchema) {
  const document = parse(sdl, { noLocation: true })
  const faults = [...oneOfFaults(document), ...rootTypeFaults(document)]
  if (faults.length) throw new Error(faults.join(' '))
  const supergraph = FederationSupergraph.build(textWithoutOneOf(sdl), {
    supportedFeatures: new Set(SUPPORTED_FEATURES),
  })
  const nonNulls = semanticNonNulls(supergraph.schema)
  const apiSchema = withSemanticNonNull(knownApiSchema ?? supergraph.apiSchema().toGraphQLJSSchema(), nonNulls)
  markOneOf(apiSchema, oneOfInputs(document))
  return { supergraph, document, apiSchema, nonNulls }
}

function keyFields(document: DocumentNode): Map<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>()
  for (const type of document.definitions.filter(hasFields)) {
    const key = type.directives
      ?.map(directive => (directive.name.value === 'join__type' ? textOf(directive, 'key') : undefined))
      .find(text => text !== undefined && /^[\w\s,]+$/.test(text))
    if (key !== undefined) keys.set(type.name.value, key.split(/[\s,]+/).filter(Boolean))
  }
  return keys
}
