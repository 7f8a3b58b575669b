import { GraphQLError } from 'graphql'
import type { PathStep } from '../graphql/json.ts'
import { PresentedError } from '../graphql/presentedError.ts'

/** How long the errors of one answer may be, in characters; `Infinity` for no limit. */
export interface ErrorLimits {
  /** Of one message. */
  message: number
  /** Of all errors of an answer together, as JSON, about. */
  all: number
}

export const NO_ERROR_LIMITS: ErrorLimits = { message: Infinity, all: Infinity }

/** Places in a document that one error names: where two things conflict there are two, and hardly ever more than a few. */
const MAX_LOCATIONS = 10

/** A path that takes more than this part of all errors is no path of an answer, and left out. */
const PATHS = 4

/** Characters of an error beside its message and its path: names of members, a code, a trace id. */
const FRAME = 150

/** A text as an answer or a log line has it: its beginning where it is longer than `most` characters. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  // Half of a surrogate pair is no character.
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most
  return `${text.slice(0, end)}…`
}

/**
 * The errors of an answer, none of them longer than is allowed, and as many of them as are allowed together; one stands
 * for those that are left out. Much of what errors say is what somebody sent, who could make answers long by that.
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

/** @param first says what kind of errors they are. */
function leftOut(count: number, first: GraphQLError | undefined): GraphQLError {
  const { code = 'INTERNAL_SERVER_ERROR' } = first?.extensions ?? {}
  return new PresentedError(`There were ${count} more errors, which are left out.`, { extensions: { code } })
}
