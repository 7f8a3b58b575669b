import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { LRUCache } from 'lru-cache'

/** Each request looks its network up several times; parsing costs more than a lookup. */
const known = new LRUCache<string, string>({ max: 10_000 })

/** Longer than any address: other text in its place is not cached. */
const MAX_LENGTH = 64

/**
 * The key by which clients are counted: an IPv4 address, also when mapped into IPv6; the /64 prefix of an IPv6 address,
 * as its owner has the whole prefix.
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
