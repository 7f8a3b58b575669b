import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql'

export const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/** Whether a selection set has `__typename` without an alias. */
export const asksTypename = (set: SelectionSetNode): boolean =>
  set.selections.some(node => node.kind === Kind.FIELD && node.name.value === '__typename' && !node.alias)

/**
 * Adds `__typename` to each selection set of a subgraph operation on a type that is abstract in the supergraph.
 *
 * It is added after planning, as it makes the planner choose other subgraphs. It is required where a subgraph narrows a
 * type (`book: Book` against the supergraph's `book: Media`) and to detect runtime types outside the API schema.
 * @returns the operation as text to send, and parsed.
 */
export function withTypenames(operation: string, schema: GraphQLSchema): { document: DocumentNode; text: string } {
  const document = parse(operation, { noLocation: true })
  const rewritten: DocumentNode = {
    ...document,
    definitions: document.definitions.map(definition => {
      if (definition.kind === Kind.OPERATION_DEFINITION) {
        const root = schema.getRootType(definition.operation) ?? undefined
        return { ...definition, selectionSet: visitSelections(definition.selectionSet, root, false, schema) }
      }
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        const type = schema.getType(definition.typeCondition.name.value)
        return { ...definition, selectionSet: visitSelections(definition.selectionSet, type, false, schema) }
      }
      return definition
    }),
  }
  return { document: rewritten, text: stripIgnoredCharacters(print(rewritten)) }
}

function visitSelections(
  set: SelectionSetNode,
  type: GraphQLNamedType | undefined,
  add: boolean,
  schema: GraphQLSchema,
): SelectionSetNode {
  const selections = set.selections.map(node => {
    if (!('selectionSet' in node) || !node.selectionSet) return node
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const narrowed = node.typeCondition ? schema.getType(node.typeCondition.name.value) : type
      return { ...node, selectionSet: visitSelections(node.selectionSet, narrowed, false, schema) }
    }
    const field = findField(type, node.name.value, schema)
    const fieldType = field && getNamedType(field.type)
    return { ...node, selectionSet: visitSelections(node.selectionSet, fieldType, isAbstractType(fieldType), schema) }
  })
  return { ...set, selections: add && !asksTypename(set) ? [TYPENAME, ...selections] : selections }
}

/** The field of a type, or, for an `@interfaceObject`, of any of its implementations. */
export function findField(
  type: GraphQLNamedType | undefined,
  name: string,
  schema: GraphQLSchema,
): GraphQLField<unknown, unknown> | undefined {
  if (isObjectType(type)) return type.getFields()[name]
  if (isInterfaceType(type) && type.getFields()[name]) return type.getFields()[name]
  if (!isAbstractType(type)) return undefined
  for (const object of schema.getPossibleTypes(type)) {
    const field = object.getFields()[name]
    if (field) return field
  }
  return undefined
}
