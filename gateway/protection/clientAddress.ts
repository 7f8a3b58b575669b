import type { IncomingMessage } from 'node:http'
import proxyAddr from '@fastify/proxy-addr'

/** The client's IP address of a request. */
export type ClientAddress = (request: IncomingMessage) => string

/**
 * The client's address: that of the connection or, behind trusted proxies, the last one in `X-Forwarded-For` that is
 * not a trusted proxy itself. The header is ignored from anybody else.
 * @param trusted addresses, networks and names of networks; empty to ignore the header.
 */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  const isTrusted = proxyAddr.compile([...trusted])
  return request => (request.socket.remoteAddress === undefined ? '' : proxyAddr(request, isTrusted))
}
