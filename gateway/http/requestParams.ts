import type { FastifyRequest } from 'fastify'
import type { JsonObject } from '../graphql/json.ts'
import { parseJson } from '../graphql/parseJson.ts'
import type { OperationParams } from '../pipeline/clientOperation.ts'

/** Parameters of a GraphQL request, without those of persisted documents. */
export interface RequestParams extends OperationParams {
  variables?: JsonObject
}

/** Reads parameters from a JSON body or the query string. @returns `undefined` when they are malformed. */
export function requestParams({ method, body, query }: FastifyRequest): RequestParams | undefined {
  const given = method === 'GET' ? fromUrl(query as Record<string, unknown>) : body
  if (typeof given !== 'object' || given === null) return undefined
  const { query: source, operationName, variables } = given as Record<string, unknown>
  if (typeof source !== 'string' || !isOptional(operationName, 'string') || !isOptional(variables, 'object')) {
    return undefined
  }
  if (Array.isArray(variables)) return undefined
  return {
    query: source,
    operationName: operationName as string | null | undefined,
    variables: (variables ?? undefined) as JsonObject | undefined,
  }
}

/** Variables of a request without a body; `undefined` when they are absent or malformed. */
export function variablesInUrl({ query }: FastifyRequest): JsonObject | undefined {
  const { variables } = fromUrl(query as Record<string, unknown>) ?? {}
  return isOptional(variables, 'object') && !Array.isArray(variables) ? (variables as JsonObject) : undefined
}

function fromUrl({ variables, ...others }: Record<string, unknown>): Record<string, unknown> | undefined {
  if (typeof variables !== 'string') return others
  try {
    return { ...others, variables: parseJson(variables) }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const isOptional = (value: unknown, type: 'string' | 'object') =>
  value === undefined || value === null || typeof value === type
