import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * By what clients are counted that are at an address: the IPv4 address itself, also where IPv6 carries it; the first
 * half of an IPv6 address, as whoever has one has all that begin with it.
 */
export function clientNetwork(address: string): string {
  if (!isIP(address)) return address
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return `${parsed.parts
    .slice(0, 4)
    .map(part => part.toString(16))
    .join(':')}::/64`
}
