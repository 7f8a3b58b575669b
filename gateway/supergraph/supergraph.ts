import { createHash } from 'node:crypto'
import { Supergraph as FederationSupergraph } from '@apollo/federation-internals'
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql'
import { TypeIndex } from '../graphql/typeIndex.ts'
import { type AccessRules, accessRules } from './accessRules.ts'
import { type CostDirectives, costDirectives } from './costDirectives.ts'
import { withExecutableDirectives } from './executableDirectives.ts'
import { SUPPORTED_FEATURES } from './features.ts'
import { hasFields, interfaceObjects, textOf } from './joinDirectives.ts'

/** A supergraph that was found valid, and what is read from it once. */
export interface Supergraph {
  sdl: string
  /** Changes with the SDL; names the version in logs. */
  hash: string
  /** What clients see. */
  apiSchema: GraphQLSchema
  /** Runtime types that clients see. */
  apiTypes: TypeIndex
  /** All runtime types, inaccessible ones included. */
  types: TypeIndex
  /** Subgraph names to routing URLs. */
  urls: ReadonlyMap<string, string>
  /** Interfaces that some subgraph has as an `@interfaceObject`. */
  interfaceObjects: ReadonlySet<string>
  /** Entity types to the fields of their first key that has no nested selection. */
  keyFields: ReadonlyMap<string, readonly string[]>
  /** What callers must have for its types and fields. */
  accessRules: AccessRules
  /** What its types, fields and arguments cost. */
  costs: CostDirectives
}

/**
 * Reads and checks a supergraph.
 * @param knownApiSchema what clients see of it, where that was made before.
 * @throws Error saying what is wrong with it, or that it demands a security feature that is not enforced here.
 */
export function loadSupergraph(sdl: string, knownApiSchema?: GraphQLSchema): Supergraph {
  const supergraph = FederationSupergraph.build(sdl, { supportedFeatures: new Set(SUPPORTED_FEATURES) })
  const wholeSchema = supergraph.schema.toGraphQLJSSchema()
  const apiSchema = withExecutableDirectives(knownApiSchema ?? supergraph.apiSchema().toGraphQLJSSchema(), wholeSchema)
  const document = parse(sdl, { noLocation: true })
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
