import type { VerifiedToken } from '@atelier/platform/auth/tokens.ts'
import type { PickedHeaders } from './clientHeaders.ts'

/** A sign-in operation. */
export interface SignIn {
  /** Its only root field. */
  field: string
  /** Digest of its document and variables. */
  digest: string
}

/** The caller of an operation. */
export interface Caller {
  /** The `authorization` header, verified; `undefined` for an anonymous caller. */
  authorization?: string
  /** Claims of the token; absent for an anonymous caller and when authentication is off. */
  verified?: VerifiedToken
  /** The sign-in of an anonymous caller, when the operation is nothing else. */
  signIn?: SignIn
  /** IP address of the client. */
  address: string
  /** 32 hex digits; correlates the log lines of one request. */
  traceId: string
  /** Its headers that subgraphs get by the settings; absent for none. */
  clientHeaders?: PickedHeaders
  /** The `traceparent` of subgraph requests. */
  traceparent: string
  /** Its `tracestate`, validated; absent when the client's trace has none. */
  tracestate?: string
}

/** The part of a caller that limits count by. */
export type CountedCaller = Pick<Caller, 'verified' | 'address' | 'signIn'>
