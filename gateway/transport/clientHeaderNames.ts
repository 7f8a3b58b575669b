import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'

/** In a setting by subgraph, the name that stands for every subgraph. */
export const EVERY_SUBGRAPH = '*'

/** Names a cookie in place of a header: `cookie:session`. */
export const COOKIE = 'cookie:'

/** A name as `ClientHeaders` takes it: headers in lower case, cookies as they are. */
export const clientHeaderName = (name: string): string => {
  const lower = name.toLowerCase()
  return lower.startsWith(COOKIE) ? COOKIE + name.slice(COOKIE.length) : lower
}

/** The characters of names of headers and cookies. */
const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

const HOP_BY_HOP = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer'],
  ...['proxy-authentication-info', 'transfer-encoding', 'upgrade', 'http2-settings'],
])

const OF_THE_GATEWAY = new Set([
  ...['host', 'accept', 'accept-encoding', 'expect', 'date', 'traceparent', 'tracestate', 'x-forwarded-for'],
  GATEWAY_SECRET_HEADER,
])

/** Conditions of the client's own request, which a subgraph's answer would not meet. */
const CONDITIONAL = new Set([
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
])

/** The reason that a header or a cookie cannot be sent on to subgraphs. */
export function clientHeaderProblem(given: string): string | undefined {
  const name = clientHeaderName(given)
  if (name.startsWith(COOKIE)) {
    return NAME.test(name.slice(COOKIE.length)) ? undefined : 'is no name of a cookie, as in cookie:session'
  }
  if (!NAME.test(name)) return 'is no name of a header'
  if (name.includes('*')) return 'must be a whole name: patterns would send on what nobody thought of'
  if (name === 'cookie' || name === 'set-cookie') return 'would send on every cookie: name each, as in cookie:session'
  if (name === 'authorization') return 'is sent to every subgraph already'
  if (HOP_BY_HOP.has(name) || name.startsWith('sec-websocket-')) return 'belongs to the connection of the client'
  if (OF_THE_GATEWAY.has(name) || name.startsWith('content-')) return 'is set by the gateway itself'
  if (CONDITIONAL.has(name)) return "is a condition of the client's own request"
  return undefined
}
