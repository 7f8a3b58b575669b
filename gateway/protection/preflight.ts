import type { IncomingHttpHeaders } from 'node:http'

/** Content types that browsers send cross-origin without a preflight. */
const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])

/** Headers that trigger a preflight, those of Apollo Server. */
const PREFLIGHT_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight']

/**
 * Whether a browser would have sent a preflight for the request, so that no page of a disallowed origin can have sent
 * it. `EventSource` cannot send such a request; `fetch` can.
 */
export function isPreflighted(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type && !SIMPLE_TYPES.has(type)) return true
  return PREFLIGHT_HEADERS.some(name => Boolean(headers[name]))
}
