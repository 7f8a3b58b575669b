import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import proxyAddr from '@fastify/proxy-addr'
import { addressKey } from './callerKey.ts'

export interface ConnectionLimit {
  /** Connections of one address at most; `Infinity` for no limit. */
  perAddress: number
  /** Proxies bring the connections of many, so theirs are not counted. */
  trustedProxies: readonly string[]
}

/** Closes connections of an address that has enough of them open, of whatever protocol, before anything is read. */
export function limitConnections(server: Server, { perAddress, trustedProxies }: ConnectionLimit): void {
  if (perAddress === Infinity) return
  const isTrusted = proxyAddr.compile([...trustedProxies])
  const limit = new ConcurrencyLimit(perAddress)
  server.on('connection', (socket: Socket) => {
    const { remoteAddress } = socket
    if (remoteAddress === undefined || isTrusted(remoteAddress, 0)) return
    const release = limit.acquire(addressKey(remoteAddress))
    if (release) socket.once('close', release)
    else socket.destroy()
  })
}
