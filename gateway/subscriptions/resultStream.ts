import type { ExecutionResult, GraphQLError } from 'graphql'
import type { ResultSummary } from '../pipeline/observation.ts'

/** A result as JSON; a long one as bytes, shared by all streams that send it. */
export type ResultJson = string | Buffer

/** An item of a stream. */
export type StreamItem =
  | { kind: 'result'; json: ResultJson; summary?: ResultSummary }
  /** The error that ends the stream, as the last item. */
  | { kind: 'failure'; error: GraphQLError }

/**
 * Results of one operation, independent of the protocol. A result is produced when it is taken: when it can be sent at
 * once, and when there is room for it. One consumer at a time.
 */
export interface ResultStream {
  /** Whether results need further fetches, during which the connection sends other results. */
  readonly isSlow: boolean
  /** Resolves when there is a result to take; false at the end. */
  ready(): boolean | Promise<boolean>
  /**
   * Acquires room for the next result, held until `sent` or `releaseRoom` is called.
   * @returns a promise of room, after which to call again; `undefined` when there is room.
   */
  room(): Promise<void> | undefined
  releaseRoom(): void
  /** Takes the next result; `undefined` at the end. It never rejects. */
  next(): Promise<StreamItem | undefined>
  /** To be called when the taken result has left the process, or never will. */
  sent(): void
  /** Ends with a failure in place of queued results. */
  fail(error: GraphQLError): void
  /** Closes at once: the client has disconnected or unsubscribed. */
  leave(): void
}

/** The stream of a single result. */
export const streamOf = (result: ExecutionResult): ResultStream => streamOfText(JSON.stringify(result))

/** As `streamOf`, of a result in JSON. */
export function streamOfText(text: string | Promise<string>, onLeave: () => void = () => {}): ResultStream {
  let isTaken = false
  let failure: GraphQLError | undefined
  return {
    isSlow: false,
    async ready() {
      if (!isTaken) await text
      return !isTaken
    },
    room: () => undefined,
    releaseRoom() {},
    async next() {
      if (isTaken) return undefined
      isTaken = true
      const json = await text
      return failure ? { kind: 'failure', error: failure } : { kind: 'result', json }
    },
    sent() {},
    fail(error) {
      failure = error
      onLeave()
    },
    leave: onLeave,
  }
}

export const isStream = (value: ResultStream | ExecutionResult): value is ResultStream => 'next' in value
