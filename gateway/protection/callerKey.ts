import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
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
export const addressKey = (address: string): string => `address:${clientNetwork(address)}`
