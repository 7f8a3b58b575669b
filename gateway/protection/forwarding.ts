import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import type { Caller } from './caller.ts'

/** Headers that identify the caller to every subgraph; other headers of the client are those of `ClientHeaders`. */
export function forwardedHeaders(caller: Caller, gatewaySecret: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { traceparent: caller.traceparent, 'x-forwarded-for': caller.address }
  if (caller.tracestate !== undefined) headers.tracestate = caller.tracestate
  if (caller.authorization !== undefined) headers.authorization = caller.authorization
  if (gatewaySecret !== undefined) headers[GATEWAY_SECRET_HEADER] = gatewaySecret
  return headers
}
