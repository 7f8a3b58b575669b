import type { Alternatives, Requirement } from '../../supergraph/accessRules.ts'
import type { Caller } from '../caller.ts'

/**
 * Says which of the policies that an operation asks about a caller meets. It is asked for each request of such an
 * operation and answers at once, so it decides by what it knows: the caller's token above all.
 * @param caller absent when nobody is known to be calling.
 */
export type PolicyDecider = (policies: readonly string[], caller: Caller | undefined) => Iterable<string>

/** For a gateway whose operator has no policies. */
export const noPolicyIsMet: PolicyDecider = () => []

/** What a caller has. */
export interface Grants {
  authenticated: boolean
  scopes: ReadonlySet<string>
  policies: ReadonlySet<string>
}

/**
 * What a caller has by their token: the scopes of its claim `scope`, and `role:ADMIN` or `role:USER` by its role. One whose
 * token was not verified has nothing, also where authentication is off.
 * @param policies those that the operation asks about.
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
