import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'
import type { TypeIndex } from '../../graphql/typeIndex.ts'
import { type LeafReader, leafReader } from './leaves.ts'

/** A selection set of the client. */
export interface SelectedSet {
  set: SelectionSetNode
  /** Whether it is within an unauthorized field. */
  isUnauthorized: boolean
}

/** Selection of a client on objects of one static type; fields of each runtime type are collected once. */
export interface ObjectShape {
  type: GraphQLCompositeType
  isRoot: boolean
  sets: readonly SelectedSet[]
  fields: Map<string, readonly FieldShape[]>
}

/** One entry of a response object. */
export interface FieldShape {
  /** Response name of the client. */
  key: string
  /** Response name of the plan. */
  source: string
  /** `Type.field`, for messages. */
  label: string
  nonNull: boolean
  value: ValueShape
}

export type ValueShape =
  | { kind: 'leaf'; read: LeafReader }
  | { kind: 'object'; shape: ObjectShape }
  | { kind: 'list'; item: ValueShape; itemNonNull: boolean }
  | { kind: 'typename'; known: boolean }
  | { kind: 'introspection'; node: FieldNode }
  /** Unauthorized for the caller: null, whatever the subgraphs returned. */
  | { kind: 'unauthorized' }

export interface SelectionOptions {
  apiSchema: GraphQLSchema
  types: TypeIndex
  document: DocumentNode
  operation: OperationDefinitionNode
  /** Whether `@skip` and `@include` keep a selection. */
  included: (node: { directives?: FieldNode['directives'] }) => boolean
  /** Whether a field is unauthorized for the caller. */
  isUnauthorized?: (node: FieldNode) => boolean
  /** Response name of a field in the plan. */
  planName: (field: FieldNode, isMutationRoot: boolean) => string
}

/** The client's selection, which shapes the response. */
export class Selection {
  readonly root: ObjectShape
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #options: SelectionOptions

  constructor(options: SelectionOptions) {
    this.#options = options
    const { apiSchema, document, operation } = options
    const type = apiSchema.getRootType(operation.operation)
    if (!type) throw new Error(`The schema has no ${operation.operation} type.`)
    this.root = {
      type,
      isRoot: true,
      sets: [{ set: operation.selectionSet, isUnauthorized: false }],
      fields: new Map(),
    }
    this.fragments = new Map(
      document.definitions.flatMap(node =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    )
  }

  /** Runtime types of the API schema. */
  get types(): TypeIndex {
    return this.#options.types
  }

  /** Whether a shape is of a root type, for which subgraphs may have other names. */
  isRootType({ type }: ObjectShape): boolean {
    const { apiSchema } = this.#options
    return ROOTS.some(operation => apiSchema.getRootType(operation) === type)
  }

  /** Fields of an object of a runtime type; `undefined` when the API schema has no such type there. */
  fieldsFor(shape: ObjectShape, typename: string): readonly FieldShape[] | undefined {
    const known = shape.fields.get(typename)
    if (known) return known
    const { apiSchema, types } = this.#options
    // Subgraphs may return any name, which must not fill the cache.
    const type = types.satisfying(shape.type.name).has(typename) ? apiSchema.getType(typename) : undefined
    if (!isCompositeType(type)) return undefined
    const fields = this.#fieldsOf(shape, type)
    shape.fields.set(typename, fields)
    return fields
  }

  #fieldsOf(shape: ObjectShape, type: GraphQLCompositeType): FieldShape[] {
    const grouped = new Map<string, SelectedField[]>()
    for (const set of shape.sets) this.#group(set, type.name, grouped)
    return [...grouped].flatMap(([key, nodes]) => this.#fieldShape(shape, type, key, nodes) ?? [])
  }

  #group({ set, isUnauthorized }: SelectedSet, typename: string, grouped: Map<string, SelectedField[]>): void {
    for (const node of set.selections) {
      if (!this.#options.included(node)) continue
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value
        const field = { node, isUnauthorized: isUnauthorized || this.#options.isUnauthorized?.(node) === true }
        const fields = grouped.get(key)
        if (fields) fields.push(field)
        else grouped.set(key, [field])
      } else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value)
        if (!fragment) continue
        const condition = fragment.typeCondition?.name.value
        if (condition === undefined || this.#options.types.satisfying(condition).has(typename)) {
          this.#group({ set: fragment.selectionSet, isUnauthorized }, typename, grouped)
        }
      }
    }
  }

  #fieldShape(shape: ObjectShape, parent: GraphQLCompositeType, key: string, selected: readonly SelectedField[]) {
    // A field unauthorized in one selection may be allowed in another, for example on one implementation of an
    // interface.
    const { node } = selected.find(({ isUnauthorized }) => !isUnauthorized) ?? selected[0] ?? {}
    if (!node) return undefined
    const name = node.name.value
    const label = `${parent.name}.${name}`
    if (name === '__typename') {
      return {
        key,
        source: name,
        label,
        nonNull: true,
        value: { kind: 'typename', known: isObjectType(parent) },
      } as const
    }
    if (name === '__schema' || name === '__type') {
      const value = { kind: 'introspection', node: mergeSelections(node, selected) } as const
      return { key, source: name, label, nonNull: false, value }
    }
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
    if (!field) return undefined
    const keepsApart = shape.isRoot && this.#options.operation.operation !== 'query'
    return {
      key,
      source: this.#options.planName(node, keepsApart),
      label,
      nonNull: isNonNullType(field.type),
      value: selected.every(({ isUnauthorized }) => isUnauthorized) ? UNAUTHORIZED : valueShape(field.type, selected),
    }
  }
}

const ROOTS = Object.values(OperationTypeNode)

interface SelectedField {
  node: FieldNode
  isUnauthorized: boolean
}

const UNAUTHORIZED: ValueShape = { kind: 'unauthorized' }

function valueShape(declared: GraphQLOutputType, selected: readonly SelectedField[]): ValueShape {
  const type = isNonNullType(declared) ? declared.ofType : declared
  if (isListType(type)) {
    return { kind: 'list', item: valueShape(type.ofType, selected), itemNonNull: isNonNullType(type.ofType) }
  }
  if (isLeafType(type)) return { kind: 'leaf', read: leafReader(type) }
  const sets = selected.flatMap(({ node: { selectionSet: set }, isUnauthorized }) =>
    set ? { set, isUnauthorized } : [],
  )
  return { kind: 'object', shape: { type, isRoot: false, sets, fields: new Map() } }
}

const mergeSelections = (node: FieldNode, selected: readonly SelectedField[]): FieldNode => ({
  ...node,
  selectionSet: {
    kind: Kind.SELECTION_SET,
    selections: selected.flatMap(({ node: { selectionSet } }) => selectionSet?.selections ?? []),
  },
})
