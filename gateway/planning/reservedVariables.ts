import { type DocumentNode, type OperationDefinitionNode, visit } from 'graphql'
import { nameNode } from '../graphql/nameNode.ts'

/** Names that the planner gives to variables of its own, and what those are renamed to that a client chose. */
const RESERVED = /^(representations|contextualArgument_|client_)/

/**
 * A client's variables that need another name towards subgraphs, to that name; `undefined` when none does. In an order in
 * which none takes the name of one that comes later.
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
