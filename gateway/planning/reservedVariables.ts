import { type DocumentNode, type OperationDefinitionNode, visit } from 'graphql'
import { nameNode } from '../graphql/nameNode.ts'

/**
 * Names of the planner's own variables, the prefix of renamed client variables, and the name that graphql-js in
 * subgraphs assigns without effect.
 */
const RESERVED = /^(representations|contextualArgument_|client_|__proto__$)/

/**
 * Client variables with reserved names, to their new names; `undefined` when there are none. Ordered so that no new
 * name is that of a later variable.
 */
export function renamedVariables(operation: OperationDefinitionNode): ReadonlyMap<string, string> | undefined {
  const names = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? []
  const reserved = names.filter(name => RESERVED.test(name)).sort((a, b) => b.length - a.length)
  return reserved.length ? new Map(reserved.map(name => [name, `client_${name}`])) : undefined
}

export const withRenamedVariables = (document: DocumentNode, renamed: ReadonlyMap<string, string>): DocumentNode =>
  visit(document, {
    Variable(node) {
      const name = renamed.get(node.name.value)
      return name === undefined ? undefined : { ...node, name: nameNode(name) }
    },
  })
