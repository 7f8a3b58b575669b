import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { findField } from './typenames.ts'

export const isCustomScalar = (type: GraphQLNamedType): boolean => isScalarType(type) && !isSpecifiedScalarType(type)

/** Whether a subgraph operation selects a value of a custom scalar, or of a type that is not known. */
export function selectsCustomScalars(document: DocumentNode, schema: GraphQLSchema): boolean {
  return document.definitions.some(definition => {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      return anyCustom(definition.selectionSet, schema.getRootType(definition.operation) ?? undefined, schema)
    }
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) return false
    return anyCustom(definition.selectionSet, schema.getType(definition.typeCondition.name.value), schema)
  })
}

const anyCustom = (set: SelectionSetNode, type: GraphQLNamedType | undefined, schema: GraphQLSchema): boolean =>
  set.selections.some(node => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return false
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const narrowed = node.typeCondition ? schema.getType(node.typeCondition.name.value) : type
      return anyCustom(node.selectionSet, narrowed, schema)
    }
    if (node.name.value === '__typename') return false
    const field = findField(type, node.name.value, schema)
    const fieldType = field && getNamedType(field.type)
    if (node.selectionSet) return anyCustom(node.selectionSet, fieldType, schema)
    return !fieldType || isCustomScalar(fieldType)
  })
