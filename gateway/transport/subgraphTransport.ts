import type { JsonObject, PathStep } from '../execution/json.ts'

/** The way queries and mutations reach subgraphs. */
export interface SubgraphTransport {
  /**
   * @throws SubgraphFailure when there is no usable answer.
   */
  send(request: SubgraphRequest): Promise<SubgraphReply>
  /** Gives up what is under way. */
  close(): Promise<void>
}

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
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
}

/** A subgraph's answer to one operation. */
export interface SubgraphReply {
  data?: JsonObject | null
  errors?: readonly SubgraphError[]
}

/** An error as a subgraph sends it; nothing of it is certain. */
export interface SubgraphError {
  message?: string
  path?: readonly PathStep[]
  extensions?: JsonObject
}

export type FailureReason = 'unreachable' | 'timeout' | 'aborted' | 'too large' | 'not GraphQL'

/** Why a subgraph gave no usable answer. The message is for the log: it may name addresses. */
export class SubgraphFailure extends Error {
  override readonly name = 'SubgraphFailure'
  readonly service: string
  readonly reason: FailureReason

  constructor(service: string, reason: FailureReason, options: { message: string; cause?: unknown }) {
    super(`${service}: ${options.message}`, { cause: options.cause })
    this.service = service
    this.reason = reason
  }
}
