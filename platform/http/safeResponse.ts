import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Default headers of every response: no framing, no content sniffing, no caching, no referrer. */
const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

const ENTRIES = Object.entries(SAFE_HEADERS)

/** Statuses with `retry-after`. */
const LATER: ReadonlySet<number> = new Set([429, 503])

/** Default `retry-after` in seconds. */
const LATER_S = '1'

/**
 * A response with the default headers from its creation, also when Node itself creates it; responses to be retried have
 * `retry-after`.
 */
export class SafeResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
    super(...given)
    for (const [name, value] of ENTRIES) this.setHeader(name, value)
  }

  override writeHead(status: number, ...given: unknown[]): this {
    // Headers given here replace these.
    if (LATER.has(status) && !this.hasHeader('retry-after')) this.setHeader('retry-after', LATER_S)
    return (super.writeHead as (...given: unknown[]) => this).call(this, status, ...given)
  }
}

/** Responds on a connection without a response object, as for malformed requests or upgrades, and closes it. */
export function endWith(socket: Duplex, status: number, headers: Record<string, string> = {}, body = ''): void {
  const type = body === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const later = LATER.has(status) ? { 'retry-after': LATER_S } : {}
  const all = Object.entries({ ...SAFE_HEADERS, ...type, ...length, ...later, ...headers, connection: 'close' })
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  // Servers leave their half open when clients have closed theirs, and vice versa: nothing else closes it.
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`, () => socket.destroy())
}
