import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import type { GraphQLError } from 'graphql'
import { ExactNumber, MAX_NUMBER_LENGTH } from '../graphql/exactNumber.ts'
import { isComposite, type Json, type JsonObject } from '../graphql/json.ts'

/** Maximum sizes of the variables of one request; `Infinity` for no limit. */
export interface VariableLimits {
  /** Values in all: each variable, list item and object field. */
  values: number
  /** Nesting of lists and objects. */
  nesting: number
}

export const NO_VARIABLE_LIMITS: VariableLimits = { values: Infinity, nesting: Infinity }

/** A list or an object to visit, and the nesting that is left from there. */
interface Open {
  value: Json[] | JsonObject
  levels: number
}

/**
 * The error of variables, declared or not: too many values, values nested too deeply, or malformed text. Coercion, cost
 * and serialization visit each value, so this comes first. It checks the length of a list before its items, and does
 * not recurse.
 */
export function variableError(variables: JsonObject, limits: VariableLimits): GraphQLError | undefined {
  const open: Open[] = [{ value: variables, levels: limits.nesting + 1 }]
  let values = 0
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, levels } = next
    if (levels === 0) return tooDeep(limits.nesting)
    const isList = Array.isArray(value)
    const keys = isList ? undefined : Object.keys(value)
    values += (keys ?? (value as Json[])).length
    if (values > limits.values) return tooMany(limits.values)
    if (keys && !keys.every(isWellFormed)) return malformed()
    for (const inner of isList ? value : Object.values(value)) {
      if (typeof inner === 'string') {
        if (!isWellFormed(inner)) return malformed()
      } else if (inner instanceof ExactNumber) {
        if (inner.text.length > MAX_NUMBER_LENGTH) return tooLong()
      } else if (isComposite(inner)) open.push({ value: inner, levels: levels - 1 })
    }
  }
  return undefined
}

const tooLong = () => badUserInput(`A variable has a number of more than ${MAX_NUMBER_LENGTH} characters. Send fewer.`)

const tooMany = (most: number) =>
  badUserInput(`The variables have more than ${most} values, list items and object fields counted. Send fewer.`)

const tooDeep = (most: number) =>
  badUserInput(`A variable nests lists or objects deeper than ${most} levels. Send flatter values.`)

const malformed = () => badUserInput('A variable has text with half of a surrogate pair. Send whole characters.')
