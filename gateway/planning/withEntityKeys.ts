import {
  type DocumentNode,
  type FieldNode,
  GraphQLInt,
  type GraphQLObjectType,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql'
import { nameNode } from '../graphql/nameNode.ts'
import { asksTypename, TYPENAME } from '../graphql/typenames.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'

/**
 * Adds the key and, if present, the `version` of an entity to a subscription to it. They identify the queued events of
 * a slow subscriber: a newer state of an entity replaces an older one, and never that of another entity. Other
 * operations are unchanged. The response has no added fields, as it is shaped by the client's selection.
 */
export function withEntityKeys(document: DocumentNode, supergraph: Supergraph): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map(node =>
      node.kind === Kind.OPERATION_DEFINITION && node.operation === 'subscription' ? addKeys(node, supergraph) : node,
    ),
  }
}

function addKeys(operation: OperationDefinitionNode, supergraph: Supergraph): OperationDefinitionNode {
  const fields = supergraph.apiSchema.getSubscriptionType()?.getFields()
  const selections = operation.selectionSet.selections.map(node => {
    if (node.kind !== Kind.FIELD || !node.selectionSet) return node
    const type = getNamedType(fields?.[node.name.value]?.type)
    const keys = type && supergraph.keyFields.get(type.name)
    if (!isObjectType(type) || !keys?.every(key => type.getFields()[key])) return node
    return withFields(node, isVersioned(type) ? [...keys, 'version'] : keys)
  })
  return { ...operation, selectionSet: { ...operation.selectionSet, selections } }
}

/** Whether a type has the `version` that `identifyEvent` reads. */
function isVersioned(type: GraphQLObjectType): boolean {
  const field = type.getFields().version
  return field !== undefined && field.args.length === 0 && getNamedType(field.type) === GraphQLInt
}

function withFields(node: FieldNode, names: readonly string[]): FieldNode {
  if (!node.selectionSet) return node
  const present = new Set(
    node.selectionSet.selections.map(child => (child.kind === Kind.FIELD && !child.alias ? child.name.value : '')),
  )
  const missing = names.filter(name => !present.has(name))
  const added: SelectionNode[] = missing.map(name => ({ kind: Kind.FIELD, name: nameNode(name) }))
  if (!asksTypename(node.selectionSet)) added.unshift(TYPENAME)
  return { ...node, selectionSet: { ...node.selectionSet, selections: [...node.selectionSet.selections, ...added] } }
}
