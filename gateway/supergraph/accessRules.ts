import {
  AuthenticatedSpecDefinition,
  PolicySpecDefinition,
  RequiresScopesSpecDefinition,
  type Schema,
} from '@apollo/federation-internals'
import { usesOf } from './linkedDirective.ts'

/** Alternatives, each a set of required names; empty when nothing is required. */
export type Alternatives = readonly (readonly string[])[]

/** Requirements of a field, or of a type. */
export interface Requirement {
  /** Whether the caller must be authenticated. */
  authenticated: boolean
  scopes: Alternatives
  policies: Alternatives
}

/** Requirements by coordinate: `Type` or `Type.field`. */
export type AccessRules = ReadonlyMap<string, Requirement>

const NOTHING: Requirement = { authenticated: false, scopes: [], policies: [] }

/** Reads `@authenticated`, `@requiresScopes` and `@policy` of a supergraph, by their linked names. */
export function accessRules(supergraph: Schema): AccessRules {
  const rules = new Map<string, Requirement>()
  const add = (identity: string, name: string, requirement: (args: DirectiveArguments) => Partial<Requirement>) => {
    for (const { coordinate, args } of usesOf<DirectiveArguments>(supergraph, identity, name)) {
      rules.set(coordinate, { ...(rules.get(coordinate) ?? NOTHING), ...requirement(args) })
    }
  }
  add(AuthenticatedSpecDefinition.identity, AuthenticatedSpecDefinition.directiveName, () => ({ authenticated: true }))
  add(RequiresScopesSpecDefinition.identity, RequiresScopesSpecDefinition.directiveName, ({ scopes = [] }) => ({
    scopes,
  }))
  add(PolicySpecDefinition.identity, PolicySpecDefinition.directiveName, ({ policies = [] }) => ({ policies }))
  return rules
}

interface DirectiveArguments {
  scopes?: Alternatives
  policies?: Alternatives
}
