import { type DirectiveNode, Kind } from 'graphql'
import { get } from '../../execution/json.ts'
import type { Amount } from './costProgram.ts'

/** 1 for what `@skip` and `@include` let in, else 0. */
export function included(directives: readonly DirectiveNode[] = []): Amount {
  const conditions = directives.flatMap(({ name, arguments: args = [] }) => {
    const condition = args.find(arg => arg.name.value === 'if')?.value
    return condition && CONDITIONS.has(name.value) ? [{ condition, wanted: name.value === 'include' }] : []
  })
  const open: { variable: string; wanted: boolean }[] = []
  for (const { condition, wanted } of conditions) {
    if (condition.kind === Kind.BOOLEAN && condition.value !== wanted) return 0
    if (condition.kind === Kind.VARIABLE) open.push({ variable: condition.name.value, wanted })
  }
  if (open.length === 0) return 1
  return variables => (open.every(({ variable, wanted }) => (get(variables, variable) === true) === wanted) ? 1 : 0)
}

const CONDITIONS = new Set(['skip', 'include'])
