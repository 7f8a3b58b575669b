import type { Viewer } from '../auth/viewer.ts'
import type { TraceContext } from '../tracing/traceContext.ts'

/** What a subgraph knows of an operation before its own context is made. */
export interface SubgraphRequest {
  /** Who is calling; `null` for an anonymous caller. */
  viewer: Viewer | null
  /** The `authorization` header, for asking another subgraph in the caller's name. */
  authorization: string | null
  /** The address of the client behind the gateway. */
  clientAddress: string | null
  trace: TraceContext
  /** Aborted when whoever asked closes the connection before the answer: nobody waits for the work any more. */
  signal: AbortSignal
  /**
   * Whether the context outlives one answer: a subscription resolves each event with the same context, so its loaders
   * must batch without remembering.
   */
  streaming: boolean
}
