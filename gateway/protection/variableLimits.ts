import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import { isWellFormed } from '@atelier/platform/text/wellFormed.ts'
import type { GraphQLError } from 'graphql'
import type { Json, JsonObject } from '../graphql/json.ts'

/** What the variables of one request may have at most; `Infinity` for no limit. */
export interface VariableLimits {
  /** Values in all: each variable, each item of a list and each member of an object. */
  values: number
  /** Lists and objects within one another. */
  nesting: number
}

export const NO_VARIABLE_LIMITS: VariableLimits = { values: Infinity, nesting: Infinity }

/** A list or an object that is to be looked into, and how many levels may stand in one another from it on. */
interface Open {
  value: Json[] | JsonObject
  levels: number
}

/**
 * What is wrong with variables, whether the operation declares them or not: too many values, values nested too deeply, or
 * text that is not well formed. Whoever coerces, prices or writes values goes into each of them, so this comes first. It
 * looks at how long a list is before it looks at its items, and goes as deep as it likes without the stack.
 */
export function variableFault(variables: JsonObject, limits: VariableLimits): GraphQLError | undefined {
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
      } else if (typeof inner === 'object' && inner !== null) open.push({ value: inner, levels: levels - 1 })
    }
  }
  return undefined
}

const tooMany = (most: number) =>
  badUserInput(
    `The variables have more than ${most} values, items of lists and members of objects counted. Send fewer.`,
  )

const tooDeep = (most: number) =>
  badUserInput(`A variable has lists or objects within one another at more than ${most} levels. Send flatter values.`)

const malformed = () => badUserInput('A variable has text with half of a surrogate pair. Send whole characters.')
