import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { CountedCaller } from './caller.ts'

/**
 * The key of a caller's limits: a user from any address, or the address of an anonymous caller, with sign-ins apart.
 */
export function callerKey({ verified, signIn, address }: CountedCaller): string {
  if (verified) return `user:${verified.viewer.id}`
  return signIn ? `${signIn.field}:${addressKey(address)}` : addressKey(address)
}

/** As `callerKey`, with the address, as one address may have many users. */
export const sourceOf = (caller: CountedCaller): CallSource => ({
  caller: callerKey(caller),
  address: addressKey(caller.address),
})

/** The key of an address's limits. */
export const addressKey = (address: string): string => `address:${clientNetwork(address)}`
