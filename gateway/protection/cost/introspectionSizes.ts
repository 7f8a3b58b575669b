import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql'

/**
 * Types that an introspection selects from: `all` types of the schema, as in `__schema { types }`, any `one`, as the
 * type of a field, or a known type.
 */
export type Among = 'all' | 'one' | GraphQLNamedType

/**
 * Sizes of introspection lists in a schema, by `__Type.field`: of all types their average, so that the total is exact,
 * of any one type the maximum, and of a known type its own.
 */
export class IntrospectionSizes {
  readonly #schema: GraphQLSchema
  readonly #sizes = new Map<string, Record<'all' | 'one', number>>()

  constructor(schema: GraphQLSchema) {
    this.#schema = schema
    const types = Object.values(schema.getTypeMap())
    const directives = schema.getDirectives()
    this.#set('__Schema.types', [types.length])
    this.#set('__Schema.directives', [directives.length])
    this.#set(
      '__Directive.args',
      directives.map(({ args }) => args.length),
    )
    this.#set('__Field.args', types.flatMap(fieldsOf).map(argumentsOf))
    for (const [coordinate, count] of Object.entries(COUNTS)) {
      this.#set(
        coordinate,
        types.map(type => count(type, schema)),
      )
    }
  }

  /** 1 for a field that is no list. */
  entries(type: string, field: string, among: Among): number {
    const coordinate = `${type}.${field}`
    if (typeof among === 'string') return this.#sizes.get(coordinate)?.[among] ?? 1
    if (coordinate === '__Field.args') return average(fieldsOf(among).map(argumentsOf))
    return COUNTS[coordinate]?.(among, this.#schema) ?? 1
  }

  #set(coordinate: string, counts: readonly number[]): void {
    const one = counts.reduce((most, count) => Math.max(most, count), 0)
    this.#sizes.set(coordinate, { all: average(counts), one })
  }
}

const average = (counts: readonly number[]) =>
  counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length)

const hasFields = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type)

const fieldsOf = (type: GraphQLNamedType) => (hasFields(type) ? Object.values(type.getFields()) : [])

const argumentsOf = ({ args }: { args: readonly unknown[] }) => args.length

const COUNTS: Record<string, (type: GraphQLNamedType, schema: GraphQLSchema) => number> = {
  '__Type.fields': type => fieldsOf(type).length,
  '__Type.interfaces': type => (hasFields(type) ? type.getInterfaces().length : 0),
  '__Type.possibleTypes': (type, schema) => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0),
  '__Type.enumValues': type => (isEnumType(type) ? type.getValues().length : 0),
  '__Type.inputFields': type => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0),
}
