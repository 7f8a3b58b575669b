import { type DirectiveNode, Kind, type ValueNode } from 'graphql'
import { get, type JsonObject } from './json.ts'

/** The condition of a `@skip` or an `@include`. */
export interface Condition {
  /** A literal or a variable. */
  value: ValueNode
  /** The value that keeps the selection. */
  wanted: boolean
}

export const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include'

/** The condition of a directive in a valid document; `undefined` for other directives. */
export function conditionOf(directive: DirectiveNode): Condition | undefined {
  const value = isCondition(directive) ? directive.arguments?.[0]?.value : undefined
  return value && { value, wanted: directive.name.value === 'include' }
}

export const conditionsOf = (directives: readonly DirectiveNode[] = []): Condition[] =>
  directives.flatMap(directive => conditionOf(directive) ?? [])

/** Whether a condition keeps its selection. */
export function isMet({ value, wanted }: Condition, variables: JsonObject): boolean {
  const given =
    value.kind === Kind.VARIABLE ? get(variables, value.name.value) : value.kind === Kind.BOOLEAN && value.value
  return (given === true) === wanted
}

/** Whether `@skip` and `@include` keep a selection. */
export const isIncluded = ({ directives }: { directives?: readonly DirectiveNode[] }, variables: JsonObject): boolean =>
  conditionsOf(directives).every(condition => isMet(condition, variables))
