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
 * What an introspection selects from: `all` types of the schema, as `__schema { types }` lists them, or any `one`, as
 * `__type` and the type of a field are.
 */
export type Among = 'all' | 'one'

/**
 * How many entries the lists of introspection have in a schema, by `__Type.field`: among all types their average, so
 * that all together are counted as they are, and at any one the most that there are anywhere.
 */
export class IntrospectionSizes {
  readonly #sizes = new Map<string, Record<Among, number>>()

  constructor(schema: GraphQLSchema) {
    const types = Object.values(schema.getTypeMap())
    const directives = schema.getDirectives()
    this.#set('__Schema.types', [types.length])
    this.#set('__Schema.directives', [directives.length])
    this.#set(
      '__Directive.args',
      directives.map(({ args }) => args.length),
    )
    const fields = types.map(fieldsOf)
    this.#set(
      '__Type.fields',
      fields.map(({ length }) => length),
    )
    this.#set(
      '__Field.args',
      fields.flat().map(({ args }) => args.length),
    )
    for (const [name, count] of Object.entries(COUNTS)) this.#set(`__Type.${name}`, types.map(count(schema)))
  }

  /** 1 for what is no list. */
  entries(type: string, field: string, among: Among): number {
    return this.#sizes.get(`${type}.${field}`)?.[among] ?? 1
  }

  #set(coordinate: string, counts: readonly number[]): void {
    const total = counts.reduce((sum, count) => sum + count, 0)
    const one = counts.reduce((most, count) => Math.max(most, count), 0)
    this.#sizes.set(coordinate, { all: total / Math.max(1, counts.length), one })
  }
}

const hasFields = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type)

const fieldsOf = (type: GraphQLNamedType) => (hasFields(type) ? Object.values(type.getFields()) : [])

const COUNTS: Record<string, (schema: GraphQLSchema) => (type: GraphQLNamedType) => number> = {
  interfaces: () => type => (hasFields(type) ? type.getInterfaces().length : 0),
  possibleTypes: schema => type => (isAbstractType(type) ? schema.getPossibleTypes(type).length : 0),
  enumValues: () => type => (isEnumType(type) ? type.getValues().length : 0),
  inputFields: () => type => (isInputObjectType(type) ? Object.keys(type.getFields()).length : 0),
}
