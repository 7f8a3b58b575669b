import { authenticate } from '@atelier/platform/auth/bearer.ts'
import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { badToken } from '@atelier/platform/errors/graphqlErrors.ts'
import { continueTrace, formatTraceparent, parseTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { Caller } from './caller.ts'
import type { PickedHeaders } from './clientHeaders.ts'
import { forwardableTracestate } from './tracestate.ts'

/** Credentials of a connection. */
export interface Credentials {
  authorization?: string
  address: string
  traceparent?: string
  tracestate?: string
  clientHeaders?: PickedHeaders | undefined
}

/** Characters of a header value; values from a WebSocket have not passed an HTTP parser. */
const HEADER_VALUE = /^[\x20-\x7e]*$/

/**
 * The caller of a connection.
 * @param verifier absent when authentication is off: the header is forwarded unchanged.
 * @throws an UNAUTHENTICATED GraphQL error for an invalid token, which does not make a caller anonymous.
 */
export async function identify(credentials: Credentials, verifier: TokenVerifier | undefined): Promise<Caller> {
  const { authorization, address } = credentials
  if (authorization !== undefined && !HEADER_VALUE.test(authorization)) {
    throw badToken('TOKEN_INVALID', 'The authorization contains characters that are invalid in an HTTP header.')
  }
  const verified = verifier ? await authenticate(authorization, verifier) : null
  return {
    authorization: authorization || undefined,
    verified: verified ?? undefined,
    address,
    ...(credentials.clientHeaders && { clientHeaders: credentials.clientHeaders }),
    ...newTrace(credentials.traceparent, credentials.tracestate),
  }
}

type Trace = Pick<Caller, 'traceId' | 'traceparent' | 'tracestate'>

/**
 * A trace for one operation: the client's, or a new one.
 * @param tracestate state of the client's trace; dropped when that is not continued.
 */
export function newTrace(traceparent: string | undefined, tracestate?: string): Trace {
  const trace = continueTrace(traceparent)
  const isClients = parseTraceparent(traceparent) !== undefined
  return {
    traceId: trace.traceId,
    traceparent: formatTraceparent(trace),
    tracestate: isClients ? forwardableTracestate(tracestate) : undefined,
  }
}
