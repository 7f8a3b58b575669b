import { type GraphQLInputType, getNamedType, isInputObjectType, Kind, type ValueNode } from 'graphql'
import { get, type Json, type JsonObject } from '../../execution/json.ts'
import type { CostDirectives } from './costDirectives.ts'
import type { Amount } from './costProgram.ts'

/** The standard weight of an input object; other values cost nothing unless `@cost` says so. */
const INPUT_OBJECT = 1

/** What the values of arguments cost: input objects, and whatever `@cost` gives a weight; a list costs what is in it. */
export class InputCost {
  readonly #weights: CostDirectives['weights']

  constructor({ weights }: CostDirectives) {
    this.#weights = weights
  }

  /** @param coordinate of the argument or the input field. */
  of(node: ValueNode, type: GraphQLInputType, coordinate: string): Amount[] {
    if (node.kind === Kind.NULL) return []
    if (node.kind === Kind.VARIABLE) {
      const name = node.name.value
      const { weight, isObject } = this.#basics(type, coordinate)
      return weight === 0 && !isObject ? [] : [variables => this.#ofJson(get(variables, name), type, coordinate)]
    }
    if (node.kind === Kind.LIST) return node.values.flatMap(item => this.of(item, type, coordinate))
    const { weight } = this.#basics(type, coordinate)
    const object = getNamedType(type)
    if (node.kind !== Kind.OBJECT || !isInputObjectType(object)) return [weight]
    const fields = object.getFields()
    return [
      weight,
      ...node.fields.flatMap(({ name, value }) => {
        const field = fields[name.value]
        return field ? this.of(value, field.type, `${object.name}.${name.value}`) : []
      }),
    ]
  }

  #ofJson(value: Json | undefined, type: GraphQLInputType, coordinate: string): number {
    if (value === undefined || value === null) return 0
    if (Array.isArray(value)) {
      return value.reduce((sum: number, item) => sum + this.#ofJson(item, type, coordinate), 0)
    }
    const { weight } = this.#basics(type, coordinate)
    const object = getNamedType(type)
    if (typeof value !== 'object' || !isInputObjectType(object)) return weight
    const fields = object.getFields()
    return Object.entries(value as JsonObject).reduce((sum, [name, inner]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      return field ? sum + this.#ofJson(inner, field.type, `${object.name}.${name}`) : sum
    }, weight)
  }

  #basics(type: GraphQLInputType, coordinate: string): { weight: number; isObject: boolean } {
    const named = getNamedType(type)
    const isObject = isInputObjectType(named)
    const weight = this.#weights.get(coordinate) ?? this.#weights.get(named.name) ?? (isObject ? INPUT_OBJECT : 0)
    return { weight, isObject }
  }
}
