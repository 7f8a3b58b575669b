import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'

/** Finds the address that a request comes from. */
export type ClientAddress = (request: IncomingMessage) => string

/**
 * The address of whoever speaks to this host, or, where that is a trusted proxy, of whom it forwards: the last one in
 * `X-Forwarded-For` that is no trusted proxy itself. What anybody else writes there is not believed.
 * @param trusted addresses, networks and names of networks; none to believe nobody.
 */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trusted])
  return request => (request.socket.remoteAddress === undefined ? '' : proxyAddr(request, isTrusted))
}
