import type { Viewer } from '../auth/viewer.ts'
import type { TraceContext } from '../tracing/traceContext.ts'

/** A subgraph's view of an operation before its own context is built. */
export interface SubgraphRequest {
  /** The caller; `null` = anonymous. */
  viewer: Viewer | null
  /** The `authorization` header, forwarded in requests to other subgraphs. */
  authorization: string | null
  /** The client address behind the gateway. */
  clientAddress: string | null
  trace: TraceContext
  /** Aborted when the client closes the connection before the response. */
  signal: AbortSignal
  /**
   * Whether the context outlives one response: a subscription resolves every event with the same context, so its
   * dataloaders must batch without caching.
   */
  streaming: boolean
}
