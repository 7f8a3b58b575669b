import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import proxyAddr from '@fastify/proxy-addr'
import { addressKey } from './callerKey.ts'

export interface ConnectionLimit {
  /** Maximum connections of one address; `Infinity` for no limit. */
  perAddress: number
  /** Proxies forward connections of many clients, so theirs are not counted. */
  trustedProxies: readonly string[]
}

/** Closes connections of any protocol beyond the limit of their address, before anything is read. */
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
