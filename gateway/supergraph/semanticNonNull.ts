import type { Schema } from '@apollo/federation-internals'
import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLSchema, Kind, parse } from 'graphql'
import { usesOf } from './linkedDirective.ts'

const IDENTITY = 'https://specs.apollo.dev/nullability'
const NAME = 'semanticNonNull'

/**
 * Levels of lists at which a field is null only with an error, by coordinate; 0 is the field itself.
 * https://specs.apollo.dev/nullability/v0.4
 */
export type SemanticNonNulls = ReadonlyMap<string, readonly number[]>

/** The directive as clients know it, whatever its name in the supergraph. */
const directive = new GraphQLDirective({
  name: NAME,
  description: 'The field is null only when an error explains it, at these levels of its lists; 0 is the field itself.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: { levels: { type: new GraphQLList(GraphQLInt), defaultValue: [0] } },
})

/** Reads `@semanticNonNull` of a supergraph, to which `@composeDirective` brings it from subgraphs. */
export function semanticNonNulls(supergraph: Schema): SemanticNonNulls {
  const uses = usesOf<{ levels?: readonly number[] }>(supergraph, IDENTITY, NAME)
  return new Map(uses.map(({ coordinate, args }) => [coordinate, args.levels ?? [0]]))
}

/** Adds the directive's definition to the API schema, where it is used. */
export function withSemanticNonNull(apiSchema: GraphQLSchema, nonNulls: SemanticNonNulls): GraphQLSchema {
  if (nonNulls.size === 0 || apiSchema.getDirective(NAME)) return apiSchema
  return new GraphQLSchema({ ...apiSchema.toConfig(), directives: [...apiSchema.getDirectives(), directive] })
}

/**
 * Adds uses of the directive to the text of an API schema, as graphql-js prints no directives of fields. Inserts into the
 * text, so that the rest stays as it prints it.
 */
export function printSemanticNonNull(apiSdl: string, nonNulls: SemanticNonNulls): string {
  if (nonNulls.size === 0) return apiSdl
  const insertions = parse(apiSdl).definitions.flatMap(type => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return []
    return (type.fields ?? []).flatMap(field => {
      const levels = nonNulls.get(`${type.name.value}.${field.name.value}`)
      return levels && field.type.loc ? [{ at: field.type.loc.end, text: ` ${useOf(levels)}` }] : []
    })
  })
  return insertions.reduceRight((sdl, { at, text }) => sdl.slice(0, at) + text + sdl.slice(at), apiSdl)
}

const useOf = (levels: readonly number[]): string =>
  levels.length === 1 && levels[0] === 0 ? `@${NAME}` : `@${NAME}(levels: [${levels.join(', ')}])`
