import type { ExecutionResult, GraphQLError } from 'graphql'
import { parseJson } from '../graphql/parseJson.ts'

/** The result of an operation, with `data` as JSON text. */
export interface WrittenResult {
  data?: string
  errors?: readonly GraphQLError[]
}

/** The result with `data` parsed. */
export const parsed = ({ data, errors }: WrittenResult): ExecutionResult => ({
  ...(data !== undefined && { data: parseJson(data) as ExecutionResult['data'] }),
  ...(errors && { errors }),
})

/** The whole result as JSON text. */
export function textOf({ data, errors }: WrittenResult): string {
  const members = data === undefined ? [] : [`"data":${data}`]
  if (errors) members.push(`"errors":${JSON.stringify(errors)}`)
  return `{${members.join(',')}}`
}
