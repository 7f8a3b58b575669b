import type { IncomingHttpHeaders } from 'node:http'

/** Content types with which browsers let a page of any origin send a request without asking the host first. */
const SIMPLE_TYPES = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])

/** Headers that make browsers ask first, as Apollo Server knows them. */
const ASKING_HEADERS = ['x-apollo-operation-name', 'apollo-require-preflight']

/**
 * Whether a browser would have asked this host before sending the request, so that no page of an origin that may not
 * call can have sent it. `EventSource` cannot send such a request; clients that fetch can.
 */
export function isPreflighted(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (type && !SIMPLE_TYPES.has(type)) return true
  return ASKING_HEADERS.some(name => Boolean(headers[name]))
}
