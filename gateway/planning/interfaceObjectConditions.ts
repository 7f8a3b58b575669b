import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { nameNode } from '../graphql/nameNode.ts'
import { TYPENAME } from '../graphql/typenames.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { OperationTooLargeError } from './normalise.ts'

/**
 * Replaces conditions on other abstract types, where an interface is selected that is an `@interfaceObject` in some
 * subgraph, by conditions on their object types. The planner asserts that such a subgraph has an edge for the condition,
 * which knows none of these types; by object types it asks a subgraph that does.
 * @param document a normalised operation, without fragment spreads.
 * @throws OperationTooLargeError when there would be more selections than the limit.
 */
export function withObjectConditions(
  document: DocumentNode,
  { apiSchema, interfaceObjects }: Pick<Supergraph, 'apiSchema' | 'interfaceObjects'>,
  maxSelections: number,
): DocumentNode {
  if (interfaceObjects.size === 0) return document
  const rewriter = new Rewriter(apiSchema, interfaceObjects, maxSelections)
  const definitions = document.definitions.map(node =>
    node.kind === Kind.OPERATION_DEFINITION
      ? { ...node, selectionSet: rewriter.selectionSet(node.selectionSet, apiSchema.getRootType(node.operation)) }
      : node,
  )
  return { ...document, definitions }
}

class Rewriter {
  readonly #schema: GraphQLSchema
  readonly #interfaceObjects: ReadonlySet<string>
  readonly #maxSelections: number
  #selections = 0

  constructor(schema: GraphQLSchema, interfaceObjects: ReadonlySet<string>, maxSelections: number) {
    this.#schema = schema
    this.#interfaceObjects = interfaceObjects
    this.#maxSelections = maxSelections
  }

  selectionSet(set: SelectionSetNode, parent: GraphQLNamedType | null | undefined): SelectionSetNode {
    return { ...set, selections: set.selections.flatMap(node => this.#selection(node, parent)) }
  }

  #selection(node: SelectionNode, parent: GraphQLNamedType | null | undefined): SelectionNode[] {
    this.#selections += 1
    if (this.#selections > this.#maxSelections) throw new OperationTooLargeError()
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node]
    if (node.kind === Kind.FIELD) {
      if (!node.selectionSet) return [node]
      const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined
      const nested = this.selectionSet(node.selectionSet, field && getNamedType(field.type))
      return [{ ...node, selectionSet: isEmpty(nested) ? { ...nested, selections: [TYPENAME] } : nested }]
    }
    const condition = node.typeCondition ? this.#schema.getType(node.typeCondition.name.value) : parent
    const fragments = this.#objectsOf(condition, parent).map(type => this.#fragment(node, type))
    return fragments.filter(({ selectionSet }) => !isEmpty(selectionSet))
  }

  #fragment(node: InlineFragmentNode, type: GraphQLNamedType | null | undefined): InlineFragmentNode {
    const typeCondition = node.typeCondition && type ? { ...node.typeCondition, name: nameNode(type.name) } : undefined
    return { ...node, typeCondition, selectionSet: this.selectionSet(node.selectionSet, type) }
  }

  /** The types that a condition is replaced by; itself where it can stay. */
  #objectsOf(
    condition: GraphQLNamedType | null | undefined,
    parent: GraphQLNamedType | null | undefined,
  ): readonly (GraphQLNamedType | null | undefined)[] {
    // A condition inside of one that was replaced may exclude the object type.
    if (isObjectType(parent)) return this.#isMetBy(parent, condition) ? [parent] : []
    if (!isInterfaceType(parent) || !this.#interfaceObjects.has(parent.name)) return [condition]
    if (!isAbstractType(condition) || condition === parent) return [condition]
    // All that the parent can be satisfies the condition, whose fields the parent has, too.
    if (parent.getInterfaces().some(type => type === condition)) return [parent]
    const possible = new Set(this.#schema.getPossibleTypes(parent))
    return this.#schema.getPossibleTypes(condition).filter(type => possible.has(type))
  }
  #isMetBy(type: GraphQLObjectType, condition: GraphQLNamedType | null | undefined): boolean {
    return isAbstractType(condition) ? this.#schema.isSubType(condition, type) : condition === type
  }
}

const isEmpty = ({ selections }: SelectionSetNode): boolean => selections.length === 0
