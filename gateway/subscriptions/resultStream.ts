import type { ExecutionResult, GraphQLError } from 'graphql'
import type { ResultSummary } from '../pipeline/observation.ts'

/** A result as JSON; a long one as bytes, which all who send it share. */
export type ResultJson = string | Buffer

/** What the client of a stream is given. */
export type StreamItem =
  | { kind: 'result'; json: ResultJson; summary?: ResultSummary }
  /** Why the stream cannot go on, though the client did nothing wrong; nothing comes after it. */
  | { kind: 'failure'; error: GraphQLError }

/**
 * The results of one operation as they come, whatever protocol brings them to the client. A result is made when it is
 * taken: by who can send it at once, and when there is room for it. One caller at a time.
 */
export interface ResultStream {
  /** Whether making a result waits for others, which must not keep other results from the same connection. */
  readonly isSlow: boolean
  /** Whether there is something to take, as soon as that is known; false at the end. */
  ready(): boolean | Promise<boolean>
  /**
   * Asks for room for what comes next, which is kept until it was sent or `giveRoom` is called.
   * @returns what resolves when there may be room, to ask again; `undefined` where there is.
   */
  room(): Promise<void> | undefined
  giveRoom(): void
  /** Takes what is ready, or `undefined` at the end. It never rejects. */
  next(): Promise<StreamItem | undefined>
  /** To be called when what was taken has left the process, or never will. */
  sent(): void
  /** Ends with a failure in the place of what waits. */
  fail(error: GraphQLError): void
  /** The client is gone or wants no more: closes everything at once. */
  leave(): void
}

/** The stream of an operation that has one result. */
export const streamOf = (result: ExecutionResult): ResultStream => streamOfText(JSON.stringify(result))

/** The same, where the result is JSON already. */
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
    giveRoom() {},
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
