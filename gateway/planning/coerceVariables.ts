import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql'
import { type Json, type JsonObject, type PathStep, put } from '../graphql/json.ts'
import { valueOfLiteral } from './exactLiterals.ts'
import { excerptOf } from './excerpt.ts'

/** Coerced variables, or their errors. */
export type CoercedVariables = { coerced: JsonObject } | { errors: readonly GraphQLError[] }

/** Maximum errors reported for the variables of one request. */
const MAX_REPORTED = 5

/**
 * Coerces variables as `getVariableValues` of graphql-js does, with its messages. That one writes the whole invalid
 * value into each message, which makes responses many times as long as the request; here a message has the beginning of
 * the value, and coercion stops at the limit of errors.
 * @param hideSuggestions whether messages hide names of the schema.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: JsonObject,
  { hideSuggestions }: { hideSuggestions: boolean },
): CoercedVariables {
  const coerced: JsonObject = {}
  const errors: GraphQLError[] = []
  const report = (message: string, node: VariableDefinitionNode) => {
    errors.push(graphqlError('BAD_USER_INPUT', message, { nodes: node }))
    if (errors.length >= MAX_REPORTED) throw ENOUGH
  }
  try {
    for (const node of definitions) {
      const name = node.variable.name.value
      const type = typeFromAST(schema, node.type)
      if (!isInputType(type)) {
        report(
          `Variable "$${name}" expected value of type "${print(node.type)}" which cannot be used as an input type.`,
          node,
        )
        continue
      }
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      if (value === undefined) {
        if (node.defaultValue) put(coerced, name, valueOfLiteral(node.defaultValue, type))
        else if (isNonNullType(type)) report(`Variable "$${name}" of required type "${type}" was not provided.`, node)
        continue
      }
      if (value === null && isNonNullType(type)) {
        report(`Variable "$${name}" of non-null type "${type}" must not be null.`, node)
        continue
      }
      const onError = (path: readonly PathStep[], invalid: unknown, { message }: GraphQLError) => {
        const place = path.length > 0 ? ` at "${name}${path.map(written).join('')}"` : ''
        report(`Variable "$${name}" got invalid value ${excerptOf(invalid)}${place}; ${message}`, node)
      }
      put(coerced, name, coerceInputValue(value, type, onError, hideSuggestions) as Json)
    }
  } catch (error) {
    if (error !== ENOUGH) throw error
  }
  return errors.length ? { errors } : { coerced }
}

const ENOUGH = Symbol('the limit of reported errors is reached')

const written = (step: PathStep): string => (typeof step === 'number' ? `[${step}]` : `.${step}`)
