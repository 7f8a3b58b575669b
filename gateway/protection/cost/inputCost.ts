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

/** The standard weight of an input object; other values cost nothing unless `@cost` says so. */
const INPUT_OBJECT = 1

/** Values of one argument that cost nothing by themselves; each further one costs 1, whatever it is. */
const FREE_VALUES = 10

type OfVariables = (variables: JsonObject) => number

/**
 * What the values of arguments cost: input objects, whatever `@cost` gives a weight, and values beyond the first few,
 * as whoever resolves a field goes through all of them, for each field that they are given to. A list costs what is in
 * it. For one document: what is used in many places is worked out once for each request.
 */
export class InputCost {
  readonly #weights: CostDirectives['weights']
  /** What depends on a variable, by what and which. */
  readonly #ofVariables = new Map<string, OfVariables>()

  constructor({ weights }: CostDirectives) {
    this.#weights = weights
  }

  /** @param coordinate of the argument. */
  of(node: ValueNode, type: GraphQLInputType, coordinate: string): Amount[] {
    return [...this.#weighed(node, type, coordinate), this.#many(node, type)]
  }

  /** What its values cost beyond the first few. */
  #many(node: ValueNode, type: GraphQLInputType): Amount {
    const variables: OfVariables[] = []
    const known = this.#count(node, type, variables)
    if (variables.length === 0) return Math.max(0, known - FREE_VALUES)
    return given => {
      const values = variables.reduce((sum, countOf) => sum + countOf(given), known)
      return Math.max(0, values - FREE_VALUES)
    }
  }

  /** @param open takes what counts the values of variables. @returns how many values there are beside those. */
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

/** Whether a value of a type can have other values in it: scalars of schemas can be any JSON. */
function mayHoldMany(type: GraphQLInputType): boolean {
  const nullable = isNonNullType(type) ? type.ofType : type
  if (isListType(nullable) || isInputObjectType(nullable)) return true
  return isScalarType(nullable) && !isSpecifiedScalarType(nullable)
}

function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = isNonNullType(type) ? type.ofType : type
  return isListType(nullable) ? nullable.ofType : nullable
}

/** A value and all those in it. */
function countValues(value: Json | undefined): number {
  if (typeof value !== 'object' || value === null) return 1
  let count = 1
  for (const inner of Array.isArray(value) ? value : Object.values(value)) count += countValues(inner)
  return count
}
