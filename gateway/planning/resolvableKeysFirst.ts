import { type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind } from 'graphql'
import { argumentOf } from '../supergraph/joinDirectives.ts'

/**
 * Orders each type's resolvable keys before unresolvable ones. The planner takes the first key to re-enter a subgraph,
 * resolvable or not.
 */
export function resolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  return { ...supergraph, definitions: supergraph.definitions.map(reorder) }
}

function reorder(definition: DefinitionNode): DefinitionNode {
  if (!('directives' in definition) || !definition.directives) return definition
  const directives = definition.directives as readonly ConstDirectiveNode[]
  const keys = directives.filter(isJoinType)
  if (keys.length < 2) return definition
  const sorted = [...keys].sort((a, b) => Number(isUnresolvable(a)) - Number(isUnresolvable(b)))
  return {
    ...definition,
    directives: [...directives.filter(directive => !isJoinType(directive)), ...sorted],
  } as DefinitionNode
}

const isJoinType = (directive: ConstDirectiveNode) => directive.name.value === 'join__type'

function isUnresolvable(directive: ConstDirectiveNode): boolean {
  const value = argumentOf(directive, 'resolvable')
  return value?.kind === Kind.BOOLEAN && !value.value
}
