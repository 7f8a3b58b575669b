import { type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql'
import type { JsonObject } from '../execution/json.ts'
import { get } from '../execution/json.ts'

/** The variables on which `@skip` and `@include` of a document depend. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive(node) {
      const value = isCondition(node) ? node.arguments?.[0]?.value : undefined
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}

/** Whether `@skip` and `@include` leave a selection in. */
export function isIncluded(node: { directives?: readonly DirectiveNode[] }, variables: JsonObject): boolean {
  return (node.directives ?? []).every(directive => {
    if (!isCondition(directive)) return true
    return holds(directive, variables) === (directive.name.value === 'include')
  })
}

export const isCondition = (directive: DirectiveNode): boolean =>
  directive.name.value === 'skip' || directive.name.value === 'include'

function holds(directive: DirectiveNode, variables: JsonObject): boolean {
  const value = directive.arguments?.[0]?.value
  if (value?.kind === Kind.VARIABLE) return get(variables, value.name.value) === true
  return value?.kind === Kind.BOOLEAN && value.value
}
