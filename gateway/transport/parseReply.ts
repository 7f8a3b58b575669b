import { isObject, type Json, MAX_NESTING, nestsBeyond } from '../graphql/json.ts'
import { MAX_ERRORS } from '../graphql/maxErrors.ts'
import { type ExactNumbers, parseJson } from '../graphql/parseJson.ts'
import type { SubgraphReply } from './subgraphTransport.ts'

/**
 * Parses a subgraph response; `undefined` when it is not GraphQL.
 * @param exact numbers that are kept as they are written.
 */
export const parseReply = (body: string, exact: ExactNumbers = 'all'): SubgraphReply | undefined =>
  asReply(tryParse(body, exact))

/** A value as a GraphQL response; `undefined` when it is none. */
export function asReply(value: Json | undefined): SubgraphReply | undefined {
  if (!isObject(value)) return undefined
  const { data, errors } = value
  if (data !== undefined && data !== null && !isObject(data)) return undefined
  if (errors !== undefined && errors !== null && !Array.isArray(errors)) return undefined
  if (data === undefined && !errors?.length) return undefined
  if (!errors) return { data }
  const read = errors.slice(0, MAX_ERRORS).map(error => readError(error))
  return { data, errors: read, moreErrors: errors.length - read.length || undefined }
}

function readError(error: Json) {
  if (!isObject(error)) return {}
  const { message, path, extensions } = error
  return {
    message: typeof message === 'string' ? message : undefined,
    path: Array.isArray(path) ? path.slice(0, MAX_NESTING).filter(isStep) : undefined,
    extensions: isObject(extensions) && !nestsBeyond(extensions, MAX_NESTING) ? extensions : undefined,
  }
}

const isStep = (step: Json) => typeof step === 'string' || typeof step === 'number'

function tryParse(text: string, exact: ExactNumbers): Json | undefined {
  try {
    return parseJson(text, exact)
  } catch {
    return undefined
  }
}
