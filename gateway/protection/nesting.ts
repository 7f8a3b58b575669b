import { badUserInput } from '@atelier/platform/errors/graphqlErrors.ts'
import type { GraphQLError } from 'graphql'
import { type JsonObject, nestsBeyond } from '../execution/json.ts'

/**
 * What is wrong with variables in whose values lists and objects stand in one another at more than `most` levels. Whoever
 * coerces, prices or writes a value goes into it level by level, and must not be led as deep as the stack goes.
 */
export const nestedTooDeeply = (variables: JsonObject, most: number): GraphQLError | undefined =>
  most !== Infinity && Object.values(variables).some(value => nestsBeyond(value, most))
    ? badUserInput(
        `A variable has lists or objects within one another at more than ${most} levels. Send flatter values.`,
      )
    : undefined
