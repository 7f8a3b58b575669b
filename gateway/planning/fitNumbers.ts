import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql'
import { isCustomScalar } from '../graphql/customScalars.ts'
import { ExactNumber, idOf } from '../graphql/exactNumber.ts'
import { get, isComposite, isObject, type Json, type JsonObject, put } from '../graphql/json.ts'

/**
 * Values of the declared variables alone, in which only custom scalars keep numbers as they are written: built-in
 * types take a double, an `ID` its digits.
 */
export function declaredValues(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  given: JsonObject,
): JsonObject {
  const declared: JsonObject = {}
  for (const { variable, type: written } of definitions) {
    const { value: name } = variable.name
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value === undefined) continue
    const type = typeof value === 'object' && value !== null ? typeFromAST(schema, written) : undefined
    put(declared, name, isInputType(type) ? fitNumbers(value, type) : value)
  }
  return declared
}

/** A value for an input type: itself, unless it has exact numbers where no custom scalar is. */
export function fitNumbers(value: Json, type: GraphQLInputType): Json {
  if (isNonNullType(type)) return fitNumbers(value, type.ofType)
  if (value instanceof ExactNumber) return fitNumber(value, type)
  if (!isComposite(value)) return value
  if (isListType(type)) {
    const { ofType } = type
    return Array.isArray(value) ? fitItems(value, ofType) : fitNumbers(value, ofType)
  }
  return isInputObjectType(type) && isObject(value) ? fitFields(value, name => type.getFields()[name]?.type) : value
}

function fitNumber(number: ExactNumber, type: GraphQLInputType): Json {
  const named = getNamedType(type)
  if (isCustomScalar(named)) return number
  const double = Number(number.text)
  return named.name === 'ID' && Number.isInteger(double) ? idOf(number) : double
}

function fitItems(items: Json[], type: GraphQLInputType): Json[] {
  const fitted = items.map(item => fitNumbers(item, type))
  return fitted.some((item, index) => item !== items[index]) ? fitted : items
}

function fitFields(object: JsonObject, typeOf: (name: string) => GraphQLInputType | undefined): JsonObject {
  let fitted = object
  for (const name of Object.keys(object)) {
    const type = typeOf(name)
    const value = get(object, name)
    if (type === undefined || value === undefined) continue
    const fit = fitNumbers(value, type)
    if (fit === value) continue
    if (fitted === object) fitted = { ...object }
    put(fitted, name, fit)
  }
  return fitted
}
