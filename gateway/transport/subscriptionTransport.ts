import type { JsonObject } from '../graphql/json.ts'
import type { CpuMeter } from '../observability/cpuMeter.ts'
import type { SubgraphFetchError, SubgraphReply } from './subgraphTransport.ts'

/** The transport of subscriptions to subgraphs. */
export interface SubscriptionTransport {
  /**
   * Starts a subscription.
   * @returns a function that ends it.
   */
  subscribe(request: UpstreamRequest, sink: UpstreamSink): () => void
  /** Subgraphs whose connection is lost, if any. */
  trouble(): string | undefined
  /** Drops the connections of subgraphs that are not among these (URLs by name). */
  keep(urls: ReadonlyMap<string, string>): void
  close(): Promise<void>
}

export interface UpstreamRequest {
  service: string
  /** URL of the subgraph; where the settings name none for its subscriptions, they are at the same address. */
  url: string
  operation: string
  operationName?: string
  variables: JsonObject
  /** Identifies the caller to the subgraph: on a WebSocket, many callers share one connection. */
  extensions: UpstreamExtensions
  /** Meters the work on its events for the first subscriber. */
  meter?: CpuMeter
}

/** What HTTP requests tell in headers. */
export type UpstreamExtensions = {
  authorization?: string
  traceparent?: string
  clientAddress?: string
  /** Headers of the client that this subgraph gets by the settings. */
  headers?: Readonly<Record<string, string>>
}

/**
 * Receives the events of a subscription. Exactly one of `failed` and `completed` comes last, or none when it is
 * unsubscribed.
 */
export interface UpstreamSink {
  next(reply: SubgraphReply): void
  /** The connection is open, or open again after a loss: the subgraph sends its current state first. */
  resumed(): void
  /** @param cause a SubgraphFetchError. */
  failed(cause: SubgraphFetchError): void
  completed(): void
}

/** A transport over one protocol. */
export interface ProtocolTransport extends SubscriptionTransport {
  /** The subgraph of each open connection. */
  openTo(): Iterable<string>
}

/** Errors without data mean that nothing was executed. Some servers send them as an event. */
export const asRejection = (reply: SubgraphReply): SubgraphReply => ({ ...reply, isRejection: true })
