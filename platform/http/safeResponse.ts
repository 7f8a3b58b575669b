import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * The headers that every answer has unless it says otherwise: no page frames it, nobody guesses its type or keeps it, and
 * links from it tell nobody where they were.
 */
const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

const ENTRIES = Object.entries(SAFE_HEADERS)

/** Statuses that ask to come again later. */
const LATER: ReadonlySet<number> = new Set([429, 503])

/** Seconds after which, where nobody knows better. */
const LATER_S = '1'

/**
 * An answer that has them from its beginning, whoever makes it: Node itself makes some. One that asks to come again later
 * says when.
 */
export class SafeResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  constructor(...given: ConstructorParameters<typeof ServerResponse<Request>>) {
    super(...given)
    for (const [name, value] of ENTRIES) this.setHeader(name, value)
  }

  override writeHead(status: number, ...given: unknown[]): this {
    // Headers that are given here take the place of these.
    if (LATER.has(status) && !this.hasHeader('retry-after')) this.setHeader('retry-after', LATER_S)
    return (super.writeHead as (...given: unknown[]) => this).call(this, status, ...given)
  }
}

/** Answers on a connection that has no response, as what came is no request or asks for another protocol, and ends it. */
export function endWith(socket: Duplex, status: number, headers: Record<string, string> = {}, body = ''): void {
  const type = body === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }
  const length = { 'content-length': String(Buffer.byteLength(body)) }
  const later = LATER.has(status) ? { 'retry-after': LATER_S } : {}
  const all = Object.entries({ ...SAFE_HEADERS, ...type, ...length, ...later, ...headers, connection: 'close' })
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  // Servers leave their half open when clients have closed theirs, and the other way round: nobody else ends it.
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`, () => socket.destroy())
}
