import {
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type ValueNode,
} from 'graphql'
import { get, type Json, type JsonObject } from '../../graphql/json.ts'
import type { CostDirectives } from '../../supergraph/costDirectives.ts'
import type { Amount } from './costProgram.ts'

/** Default weight of an input object; other values cost nothing without `@cost`. */
const INPUT_OBJECT = 1

/** Free values of one argument; each further one costs 1. */
const FREE_VALUES = 10

type OfVariables = (variables: JsonObject) => number

/**
 * Cost of argument values: input objects, weights of `@cost`, and values beyond the free ones, as resolvers iterate
 * over all of them, for each field with the argument. A list costs its items. For one document: shared values are
 * computed once for each request.
 */
export class InputCost {
  readonly #weights: CostDirectives['weights']
  /** Costs that depend on a variable, by kind and name. */
  readonly #ofVariables = new Map<string, OfVariables>()

  constructor({ weights }: CostDirectives) {
    this.#weights = weights
  }

  /** @param coordinate coordinate of the argument. */
  of(node: ValueNode, type: GraphQLInputType, coordinate: string): Amount[] {
    return [...this.#weighed(node, type, coordinate), this.#many(node, type)]
  }

  /** Cost of values beyond the free ones. */
  #many(node: ValueNode, type: GraphQLInputType): Amount {
    const variables: OfVariables[] = []
    const known = this.#count(node, type, variables)
    if (variables.length === 0) return Math.max(0, known - FREE_VALUES)
    return given => {
      const values = variables.reduce((sum, countOf) => sum + countOf(given), known)
      return Math.max(0, values - FREE_VALUES)
    }
  }

  /**
   * @param open collects counters of variables' values.
   * @returns the number of other values.
   */
  #count(node: ValueNode, type: GraphQLInputType | undefined, open: OfVariables[]): number {
    if (node.kind === Kind.VARIABLE) {
      const name = node.name.value
      if (type && !mayHoldMany(type)) return 1
      open.push(this.#shared(`values ${name}`, variables => countValues(get(variables, name))))
      return 0
    }
    if (node.kind === Kind.LIST) {
      const item = type && itemOf(type)
      return node.values.reduce((sum, value) => sum + this.#count(value, item, open), 1)
    }
    if (node.kind !== Kind.OBJECT) return 1
    const object = type && getNamedType(type)
    const fields = object && isInputObjectType(object) ? object.getFields() : undefined
    return node.fields.reduce((sum, { name, value }) => sum + this.#count(value, fields?.[name.value]?.type, open), 1)
  }

  #weighed(node: ValueNode, type: GraphQLInputType, coordinate: string): Amount[] {
    if (node.kind === Kind.NULL) return []
    if (node.kind === Kind.VARIABLE) {
      const name = node.name.value
      const { weight, isObject } = this.#basics(type, coordinate)
      if (weight === 0 && !isObject) return []
      return [
        this.#shared(`weight ${name} ${coordinate} ${type}`, variables =>
          this.#ofJson(get(variables, name), type, coordinate),
        ),
      ]
    }
    if (node.kind === Kind.LIST) return node.values.flatMap(item => this.#weighed(item, type, coordinate))
    const { weight } = this.#basics(type, coordinate)
    const object = getNamedType(type)
    if (node.kind !== Kind.OBJECT || !isInputObjectType(object)) return [weight]
    const fields = object.getFields()
    return [
      weight,
      ...node.fields.flatMap(({ name, value }) => {
        const field = fields[name.value]
        return field ? this.#weighed(value, field.type, `${object.name}.${name.value}`) : []
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

  #shared(key: string, amount: OfVariables): OfVariables {
    const known = this.#ofVariables.get(key)
    if (known) return known
    const once = oncePerRequest(amount)
    this.#ofVariables.set(key, once)
    return once
  }
}

function oncePerRequest(amount: OfVariables): OfVariables {
  const known = new WeakMap<JsonObject, number>()
  return variables => {
    let value = known.get(variables)
    if (value === undefined) {
      value = amount(variables)
      known.set(variables, value)
    }
    return value
  }
}

/** Whether a value of a type can contain other values: custom scalars can be any JSON. */
function mayHoldMany(type: GraphQLInputType): boolean {
  const nullable = isNonNullType(type) ? type.ofType : type
  if (isListType(nullable) || isInputObjectType(nullable)) return true
  return isScalarType(nullable) && !isSpecifiedScalarType(nullable)
}

function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = isNonNullType(type) ? type.ofType : type
  return isListType(nullable) ? nullable.ofType : nullable
}

/** Counts a value and all values within it. */
function countValues(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const inner of Array.isArray(value) ? value : Object.values(value)) count += countValues(inner)
  return count
}
