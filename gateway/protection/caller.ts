import type { VerifiedToken } from '@atelier/platform/auth/tokens.ts'

/** Who an operation is run for. */
export interface Caller {
  /** The `authorization` header as it came, already verified; `undefined` for an anonymous caller. */
  authorization?: string
  /** What the token says; absent for an anonymous caller and where authentication is off. */
  verified?: VerifiedToken
  /** The address of the client. */
  address: string
  /** 32 hex digits, by which log lines of one request are found. */
  traceId: string
  /** The `traceparent` for what the gateway asks of subgraphs. */
  traceparent: string
  /** The `tracestate` that goes with it, checked; absent where the client's trace has none. */
  tracestate?: string
}
