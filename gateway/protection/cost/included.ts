import { type DirectiveNode, Kind } from 'graphql'
import { conditionsOf, isMet } from '../../graphql/conditions.ts'
import type { Amount } from './costProgram.ts'

/** 1 when `@skip` and `@include` keep a selection, else 0. */
export function included(directives?: readonly DirectiveNode[]): Amount {
  const conditions = conditionsOf(directives)
  const open = conditions.filter(({ value }) => value.kind === Kind.VARIABLE)
  if (!conditions.every(condition => open.includes(condition) || isMet(condition, {}))) return 0
  if (open.length === 0) return 1
  return variables => (open.every(condition => isMet(condition, variables)) ? 1 : 0)
}
