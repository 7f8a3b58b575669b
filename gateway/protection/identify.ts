import { authenticate } from '@atelier/platform/auth/bearer.ts'
import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import { unauthenticated } from '@atelier/platform/errors/graphqlErrors.ts'
import { continueTrace, formatTraceparent, parseTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import type { Caller } from './caller.ts'
import { forwardableTracestate } from './tracestate.ts'

/** What a connection says of who is calling. */
export interface Credentials {
  authorization?: string
  address: string
  traceparent?: string
  tracestate?: string
}

/** Characters that a header value may have; what comes over a WebSocket was not checked by an HTTP parser. */
const HEADER_VALUE = /^[\x20-\x7e]*$/

/**
 * Finds out who is calling.
 * @param verifier absent where authentication is off: the header is passed on as it came then.
 * @throws an UNAUTHENTICATED GraphQL error for a bad token; nobody becomes anonymous by a bad token.
 */
export async function identify(credentials: Credentials, verifier: TokenVerifier | undefined): Promise<Caller> {
  const { authorization, address } = credentials
  if (authorization !== undefined && !HEADER_VALUE.test(authorization)) {
    throw unauthenticated('The authorization has characters that a header cannot have.')
  }
  const verified = verifier ? await authenticate(authorization, verifier) : null
  return {
    authorization: authorization || undefined,
    verified: verified ?? undefined,
    address,
    ...newTrace(credentials.traceparent, credentials.tracestate),
  }
}

type Trace = Pick<Caller, 'traceId' | 'traceparent' | 'tracestate'>

/**
 * A trace for one operation: the client's, or a new one.
 * @param tracestate belongs to the client's trace, and is dropped where that is not gone on with.
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
