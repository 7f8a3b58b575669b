import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { GraphQLError } from 'graphql'
import type { PathStep } from '../graphql/json.ts'
import { PresentedError } from '../graphql/presentedError.ts'

/** Maximum length of the errors of one response, in characters; `Infinity` for no limit. */
export interface ErrorLimits {
  /** Characters of one message. */
  message: number
  /** Characters of all errors as JSON, about. */
  all: number
}

export const NO_ERROR_LIMITS: ErrorLimits = { message: Infinity, all: Infinity }

/** Maximum locations of one error; conflicts have two, and hardly any error has more than a few. */
const MAX_LOCATIONS = 10

/** A path longer than a fourth of the limit of all errors is no path of a response, and omitted. */
const PATHS = 4

/** Characters of an error besides message and path: member names, a code, a trace id. */
const FRAME = 150

/** A text truncated to `max` characters. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  // A surrogate pair is not split.
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most
  return `${text.slice(0, end)}…`
}

/**
 * Errors of a response within the limits of each and of all; a last error counts those that are omitted. Errors repeat
 * client input, which could make responses long.
 */
export function boundErrors(errors: readonly GraphQLError[], limits: ErrorLimits): readonly GraphQLError[] {
  const bounded: GraphQLError[] = []
  let room = limits.all
  for (const error of errors) {
    const short = boundError(error, limits)
    room -= lengthOf(short)
    if (room < 0 && bounded.length > 0) break
    bounded.push(short)
  }
  const left = errors.length - bounded.length
  if (left > 0) bounded.push(leftOut(left, bounded[0]))
  return bounded
}

function boundError(error: GraphQLError, limits: ErrorLimits): GraphQLError {
  const { message, nodes, positions = [], path, extensions } = error
  const isPathLong = path !== undefined && lengthOfPath(path) > limits.all / PATHS
  if (message.length <= limits.message && positions.length <= MAX_LOCATIONS && !isPathLong) return error
  const Kind = error instanceof PresentedError ? PresentedError : GraphQLError
  return new Kind(cutText(message, limits.message), {
    nodes: nodes?.slice(0, MAX_LOCATIONS),
    path: isPathLong ? undefined : path,
    extensions,
  })
}

function lengthOf({ message, path = [], locations = [] }: GraphQLError): number {
  return FRAME + message.length + locations.length * 25 + lengthOfPath(path)
}

/** Characters of a path as JSON, about. */
export const lengthOfPath = (path: readonly PathStep[]): number =>
  path.reduce<number>((sum, step) => sum + (typeof step === 'string' ? step.length : 4) + 3, 0)

/** @param first source of their code. */
function leftOut(count: number, first: GraphQLError | undefined): GraphQLError {
  const { code = 'INTERNAL_SERVER_ERROR' satisfies ErrorCode } = first?.extensions ?? {}
  return new PresentedError(`There were ${count} more errors, which are left out.`, { extensions: { code } })
}
