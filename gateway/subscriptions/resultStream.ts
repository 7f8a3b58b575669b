import type { ExecutionResult, GraphQLError } from 'graphql'
import type { ResultSummary } from '../observability/observation.ts'

/** What the client of a stream is given. */
export type StreamItem =
  | { kind: 'result'; json: string; summary?: ResultSummary }
  /** Why the stream cannot go on, though the client did nothing wrong; nothing comes after it. */
  | { kind: 'failure'; error: GraphQLError }

/** The results of one operation as they come, whatever protocol brings them to the client. */
export interface ResultStream {
  /** The next item when there is one, or `undefined` at the end. One caller at a time; it never rejects. */
  next(): Promise<StreamItem | undefined>
  /** Ends with a failure in the place of what waits. */
  fail(error: GraphQLError): void
  /** The client is gone or wants no more: lets go of everything at once. */
  leave(): void
}

/** The stream of an operation that has one result. */
export const streamOf = (result: ExecutionResult): ResultStream => streamOfText(JSON.stringify(result))

/** The same, where the result is JSON already. */
export function streamOfText(text: string | Promise<string>, onLeave: () => void = () => {}): ResultStream {
  let isTaken = false
  let failure: GraphQLError | undefined
  return {
    async next() {
      if (isTaken) return undefined
      isTaken = true
      const json = await text
      return failure ? { kind: 'failure', error: failure } : { kind: 'result', json }
    },
    fail(error) {
      failure = error
      onLeave()
    },
    leave: onLeave,
  }
}

export const isStream = (value: ResultStream | ExecutionResult): value is ResultStream => 'next' in value
