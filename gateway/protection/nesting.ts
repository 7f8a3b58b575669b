import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import type { GraphQLError } from 'graphql'
import type { Json, JsonObject } from '../execution/json.ts'

/**
 * What is wrong with variables in whose values lists and objects stand in one another at more than `most` levels. Whoever
 * coerces, prices or writes a value goes into it level by level, and must not be led as deep as the stack goes.
 */
export const nestedTooDeeply = (variables: JsonObject, most: number): GraphQLError | undefined =>
  most !== Infinity && Object.values(variables).some(value => isBeyond(value, most))
    ? badUserInput(
        `A variable has lists or objects within one another at more than ${most} levels. Send flatter values.`,
      )
    : undefined

function isBeyond(value: Json | undefined, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return most === 0 || (Array.isArray(value) ? value : Object.values(value)).some(inner => isBeyond(inner, most - 1))
}
