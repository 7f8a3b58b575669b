import type { VerifiedToken } from '@atelier/platform/auth/tokens.ts'

/** What somebody signs in with. */
export interface SignIn {
  /** The one root field of the operation. */
  field: string
  /** Tells it from others, by its document and its variables. */
  digest: string
}

/** Who an operation is run for. */
export interface Caller {
  /** The `authorization` header as it came, already verified; `undefined` for an anonymous caller. */
  authorization?: string
  /** What the token says; absent for an anonymous caller and where authentication is off. */
  verified?: VerifiedToken
  /** What an anonymous caller signs in with, where that is all that it asks for. */
  signIn?: SignIn
  /** The address of the client. */
  address: string
  /** 32 hex digits, by which log lines of one request are found. */
  traceId: string
  /** The `traceparent` for what the gateway asks of subgraphs. */
  traceparent: string
  /** The `tracestate` that goes with it, checked; absent where the client's trace has none. */
  tracestate?: string
}

/** By which operations are counted. */
export type CountedCaller = Pick<Caller, 'verified' | 'address' | 'signIn'>
