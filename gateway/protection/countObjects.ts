import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isObjectType,
  isWrappingType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { get, type JsonObject } from '../execution/json.ts'

/** Entries that a list is taken to have when nothing says how many. */
const USUAL_LIST = 10

/** Entries that a page is taken to have when its size is not given. */
const USUAL_PAGE = 20

/** Arguments that say how many entries a page, or the list itself, has at most. */
const PAGE_SIZES = ['first', 'last']

export interface CountedOperation {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: JsonObject
}

/**
 * How many objects an answer can have, by the page sizes that were asked for: lists within lists multiply, so that a
 * short operation can ask for more than any process can hold. Takes time in proportion to the document's text.
 * @param counted a valid operation, whose fragments hold no circles.
 */
export function countObjects(counted: CountedOperation): number {
  const root = counted.schema.getRootType(counted.operation.operation)
  return root ? new Counter(counted).objectsOf(counted.operation.selectionSet, root, undefined) : 0
}

class Counter {
  readonly #counted: CountedOperation
  /** A fragment costs the same wherever the size of the page around it is the same. */
  readonly #known = new Map<string, number>()

  constructor(counted: CountedOperation) {
    this.#counted = counted
  }

  /** @param pageSize what lists right below have, when they are the page that was asked for. */
  objectsOf(set: SelectionSetNode, type: GraphQLNamedType, pageSize: number | undefined): number {
    let objects = 0
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) objects += this.#field(node, type, pageSize)
      else if (node.kind === Kind.FRAGMENT_SPREAD) objects += this.#fragment(node.name.value, pageSize)
      else {
        const narrowed = node.typeCondition && this.#counted.schema.getType(node.typeCondition.name.value)
        objects += this.objectsOf(node.selectionSet, narrowed ?? type, pageSize)
      }
    }
    return objects
  }

  #fragment(name: string, pageSize: number | undefined): number {
    const key = `${name} ${pageSize}`
    let objects = this.#known.get(key)
    if (objects === undefined) {
      const fragment = this.#counted.fragments.get(name)
      const type = fragment && this.#counted.schema.getType(fragment.typeCondition.name.value)
      objects = fragment && type ? this.objectsOf(fragment.selectionSet, type, pageSize) : 0
      this.#known.set(key, objects)
    }
    return objects
  }

  #field(node: FieldNode, parent: GraphQLNamedType, pageSize: number | undefined): number {
    if (!node.selectionSet || node.name.value.startsWith('__')) return 0
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined
    if (!field) return 0
    const own = this.#pageSize(node, field)
    const entries = isList(field.type) ? (own ?? pageSize ?? USUAL_LIST) : 1
    return entries * (1 + this.objectsOf(node.selectionSet, getNamedType(field.type), own))
  }

  /** How many entries the field's page has; `undefined` for a field without pages. */
  #pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    if (!field.args.some(arg => PAGE_SIZES.includes(arg.name))) return undefined
    const given = node.arguments?.find(arg => PAGE_SIZES.includes(arg.name.value))
    const size = given && this.#number(given.value)
    return size === undefined ? USUAL_PAGE : Math.max(0, size)
  }

  #number(value: ValueNode): number | undefined {
    if (value.kind === Kind.INT) return Number(value.value)
    if (value.kind !== Kind.VARIABLE) return undefined
    const given = get(this.#counted.variables, value.name.value)
    return typeof given === 'number' ? given : undefined
  }
}

const isList = (type: GraphQLOutputType): boolean =>
  isListType(type) || (isWrappingType(type) && isList(type.ofType as GraphQLOutputType))
