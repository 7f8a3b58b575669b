import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { JsonObject, PathStep } from '../graphql/json.ts'
import type { ExactNumbers } from '../graphql/parseJson.ts'
import type { HeldAnswer } from './heldAnswer.ts'

/** The transport of queries and mutations to subgraphs. */
export interface SubgraphTransport {
  send: Send
  /** Aborts requests in flight. */
  close(): Promise<void>
}

/**
 * Sends one operation.
 * @throws SubgraphFetchError when there is no usable response.
 */
export type Send = (request: SubgraphRequest) => Promise<SubgraphReply>

export interface SubgraphRequest {
  /** Name of the subgraph in the supergraph. */
  service: string
  /** URL of the subgraph. */
  url: string
  operationKind: 'query' | 'mutation' | 'subscription'
  /** The whole request body as JSON. */
  body: string
  /** Numbers of the response that are kept as written; all when absent. */
  exactNumbers?: ExactNumbers
  /** Headers that identify the caller; see `protection/forwarding.ts`. */
  headers: Readonly<Record<string, string>>
  /** Caller and address that limits count by; absent for none. */
  source?: CallSource
  /** Aborted when the response is not needed any more. */
  signal?: AbortNotice
  /** Bytes of the client's response, which include the subgraph's. */
  answer?: HeldAnswer | undefined
  /** Called when the response waits for room, to release its slot. */
  onPause?: () => void
  /** Deadline of the operation, in milliseconds of `performance.now()`. */
  deadline?: number
}

/** The used part of an `AbortSignal`, which is expensive to create for each request. */
export interface AbortNotice {
  readonly aborted: boolean
  addEventListener(event: 'abort', listener: () => void, options?: { once: boolean }): void
  removeEventListener(event: 'abort', listener: () => void): void
}

/** A subgraph's response to one operation. */
export interface SubgraphReply {
  data?: JsonObject | null
  errors?: readonly SubgraphError[]
  /** Number of errors beyond `errors`. */
  moreErrors?: number
  /** Bytes and parse time of a long response. */
  long?: { bytes: number; readMs: number }
  /** Set when the subgraph did not accept the operation and may do so later. */
  retry?: RetryHint
  /** Set for an HTTP status of 500 or above. */
  isTroubled?: true
  /** Set when the subgraph rejected a subscription. */
  isRejection?: true
}

/** The operation may be retried: none of it was executed. */
export interface RetryHint {
  /** Milliseconds of the subgraph's `Retry-After`. */
  afterMs: number
}

/** An error of a subgraph; every member may be missing. */
export interface SubgraphError {
  message?: string
  path?: readonly PathStep[]
  extensions?: JsonObject
}

/**
 * `aborted`: the response is not needed any more. `deadline`: the operation's deadline came before the subgraph's
 * timeout. `circuit open`: not sent after too many failures. `busy`: not sent, as it was queued behind other requests
 * for too long.
 */
export type FailureReason =
  | 'unreachable'
  | 'timeout'
  | 'too large'
  | 'not GraphQL'
  | 'aborted'
  | 'deadline'
  | 'circuit open'
  | 'busy'

/** A subgraph request without a usable response. The message is for the log: it may name addresses. */
export class SubgraphFetchError extends Error {
  override readonly name = 'SubgraphFetchError'
  readonly service: string
  readonly reason: FailureReason
  /** Set when a query may be retried. */
  readonly retry: RetryHint | undefined

  constructor(
    service: string,
    reason: FailureReason,
    options: { message: string; cause?: unknown; retry?: RetryHint },
  ) {
    super(`${service}: ${options.message}`, { cause: options.cause })
    this.service = service
    this.reason = reason
    this.retry = options.retry
  }
}
