import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'

/** Every request asks several times; reading an address takes longer than finding it. */
const known = new LRUCache<string, string>({ max: 10_000 })

/** Longer than any address: what else somebody writes where one is expected is not kept. */
const MAX_LENGTH = 64

/**
 * By what clients are counted that are at an address: the IPv4 address itself, also where IPv6 carries it; the first
 * half of an IPv6 address, as whoever has one has all that begin with it.
 */
export function clientNetwork(address: string): string {
  const found = known.get(address)
  if (found !== undefined) return found
  const network = networkOf(address)
  if (address.length <= MAX_LENGTH) known.set(address, network)
  return network
}

function networkOf(address: string): string {
  if (!isIP(address)) return address
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map(part => part.toString(16))
    .join(':')}::/64`
}
