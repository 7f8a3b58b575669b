import type { Alternatives, Requirement } from '../../supergraph/accessRules.ts'
import type { Caller } from '../caller.ts'

/**
 * Evaluates the policies of an operation for a caller, and returns those that are met. It is called for each request
 * and is synchronous, so it decides by local data such as the caller's token.
 * @param caller undefined = anonymous.
 */
export type PolicyDecider = (policies: readonly string[], caller: Caller | undefined) => Iterable<string>

/** Default of a gateway without policies. */
export const noPolicyIsMet: PolicyDecider = () => []

/** Grants of a caller. */
export interface Grants {
  authenticated: boolean
  scopes: ReadonlySet<string>
  policies: ReadonlySet<string>
}

/**
 * Grants of a caller's token: the scopes of its claim `scope`, and `role:ADMIN` or `role:USER`. Without a verified
 * token there are none, also when authentication is off.
 * @param policies policies of the operation.
 */
export function grantsOf(caller: Caller | undefined, policies: readonly string[], decide: PolicyDecider): Grants {
  const verified = caller?.verified
  return {
    authenticated: verified !== undefined,
    scopes: new Set(verified && [...verified.scopes, `role:${verified.viewer.role}`]),
    policies: new Set(policies.length > 0 ? decide(policies, caller) : []),
  }
}

export const isMet = ({ authenticated, scopes, policies }: Requirement, grants: Grants): boolean =>
  (!authenticated || grants.authenticated) && hasOne(scopes, grants.scopes) && hasOne(policies, grants.policies)

const hasOne = (alternatives: Alternatives, granted: ReadonlySet<string>): boolean =>
  alternatives.length === 0 || alternatives.some(names => names.every(name => granted.has(name)))
