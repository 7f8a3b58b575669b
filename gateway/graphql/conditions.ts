import { type DirectiveNode, Kind, type ValueNode } from 'graphql'
import { get, type JsonObject } from './json.ts'

/** What a `@skip` or an `@include` asks. */
export interface Condition {
  /** A literal or a variable. */
  value: ValueNode
  /** What the value must be for the selection to be left in. */
  wanted: boolean
}

export const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include'

/** What a directive of a valid document asks; `undefined` for other directives. */
export function conditionOf(directive: DirectiveNode): Condition | undefined {
  const value = isCondition(directive) ? directive.arguments?.[0]?.value : undefined
  return value && { value, wanted: directive.name.value === 'include' }
}

export const conditionsOf = (directives: readonly DirectiveNode[] = []): Condition[] =>
  directives.flatMap(directive => conditionOf(directive) ?? [])

/** Whether a condition leaves its selection in. */
export function isMet({ value, wanted }: Condition, variables: JsonObject): boolean {
  const given =
    value.kind === Kind.VARIABLE ? get(variables, value.name.value) : value.kind === Kind.BOOLEAN && value.value
  return (given === true) === wanted
}

/** Whether `@skip` and `@include` leave a selection in. */
export const isIncluded = ({ directives }: { directives?: readonly DirectiveNode[] }, variables: JsonObject): boolean =>
  conditionsOf(directives).every(condition => isMet(condition, variables))
