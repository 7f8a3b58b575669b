import { isIPv6 } from 'node:net'
import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { Caller } from './caller.ts'

/** By whom is counted: a user, from wherever, or where an anonymous caller is. */
export const callerKey = ({ verified, address }: Pick<Caller, 'verified' | 'address'>): string =>
  verified ? `user:${verified.viewer.id}` : addressKey(address)

/** The same, with the address beside it, as one address may have many users. */
export const sourceOf = (caller: Pick<Caller, 'verified' | 'address'>): CallSource => ({
  caller: callerKey(caller),
  address: addressKey(caller.address),
})

/** By what address is counted. */
export const addressKey = (address: string): string => `address:${network(address)}`

/** An IPv4 address; the first half of an IPv6 address, as whoever has one has all that begin with it. */
function network(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [before = '', after] = address.split('%', 1)[0]?.split('::') ?? []
  const head = before === '' ? [] : before.split(':')
  const tail = after ? after.split(':') : []
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0')
  const groups = after === undefined ? head : [...head, ...zeros, ...tail]
  return `${groups
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
