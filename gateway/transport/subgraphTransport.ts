import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { JsonObject, PathStep } from '../graphql/json.ts'
import type { HeldAnswer } from './heldAnswer.ts'

/** The way queries and mutations reach subgraphs. */
export interface SubgraphTransport {
  send: Send
  /** Gives up what is under way. */
  close(): Promise<void>
}

/**
 * Sends one operation.
 * @throws SubgraphFetchError when there is no usable answer.
 */
export type Send = (request: SubgraphRequest) => Promise<SubgraphReply>

export interface SubgraphRequest {
  /** The subgraph's name in the supergraph. */
  service: string
  /** Where it answers. */
  url: string
  operationKind: 'query' | 'mutation' | 'subscription'
  /** The whole request body as JSON. */
  body: string
  /** What tells the subgraph who is calling; see `protection/forwarding.ts`. */
  headers: Readonly<Record<string, string>>
  /** Who it is sent for; absent for nobody in particular. */
  source?: CallSource
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortNotice
  /** What the answer to the client takes, which the subgraph's answer is a part of. */
  answer?: HeldAnswer | undefined
  /** Called when the answer has to wait for room, so that others may have its turn. */
  onPause?: () => void
  /** When the whole operation must be over, in milliseconds of `performance.now()`. */
  deadline?: number
}

/** What is needed of an `AbortSignal`; those are dear to make where one is needed for each request. */
export interface AbortNotice {
  readonly aborted: boolean
  addEventListener(event: 'abort', listener: () => void, options?: { once: boolean }): void
  removeEventListener(event: 'abort', listener: () => void): void
}

/** A subgraph's answer to one operation. */
export interface SubgraphReply {
  data?: JsonObject | null
  errors?: readonly SubgraphError[]
  /** How many errors there were beside these. */
  moreErrors?: number
  /** What it took, where it was long. */
  long?: { bytes: number; readMs: number }
  /** Set when the subgraph did not take the operation on and may do so later. */
  retry?: RetryHint
  /** Set when the subgraph says by its HTTP status, 500 or above, that it is in trouble. */
  isTroubled?: true
  /** Set when the subgraph did not begin with a subscription at all. */
  isRejection?: true
}

/** The same operation may be sent again: none of it was done. */
export interface RetryHint {
  /** Milliseconds that the subgraph asks to be left alone for. */
  afterMs: number
}

/** An error as a subgraph sends it; nothing of it is certain. */
export interface SubgraphError {
  message?: string
  path?: readonly PathStep[]
  extensions?: JsonObject
}

/**
 * `aborted`: nobody waits for the answer any more. `deadline`: the operation took too long before this subgraph had its
 * time. `circuit open`: it was not asked, as it failed too often. `busy`: it was not asked, as other requests were before
 * it for too long.
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

/** Why a subgraph gave no usable answer. The message is for the log: it may name addresses. */
export class SubgraphFetchError extends Error {
  override readonly name = 'SubgraphFetchError'
  readonly service: string
  readonly reason: FailureReason
  /** Set when a query may be sent again. */
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
