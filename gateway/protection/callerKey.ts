import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { CountedCaller } from './caller.ts'

/** By whom is counted: a user, from wherever, or where an anonymous caller is, with who signs in there apart. */
export function callerKey({ verified, signIn, address }: CountedCaller): string {
  if (verified) return `user:${verified.viewer.id}`
  return signIn ? `${signIn.field}:${addressKey(address)}` : addressKey(address)
}

/** The same, with the address beside it, as one address may have many users. */
export const sourceOf = (caller: CountedCaller): CallSource => ({
  caller: callerKey(caller),
  address: addressKey(caller.address),
})

/** By what address is counted. */
export const addressKey = (address: string): string => `address:${clientNetwork(address)}`
