import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { CostProgram, type Term } from './costProgram.ts'
import { included } from './included.ts'
import { type Among, IntrospectionSizes } from './introspectionSizes.ts'

/** Maximum cost of the full introspection query, as a share of the limit: tools must be able to run it. */
const WHOLE_SCHEMA = 0.6

/** Maximum weight of an introspection object: a small schema has few, so that it can be queried often. */
const MAX_WEIGHT = 5

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/**
 * Cost of introspection: the objects that it may list in this schema, weighted so that tools can query the whole
 * schema, whatever its size, but a large one only once in an operation.
 */
export class IntrospectionCost {
  readonly #schema: GraphQLSchema
  readonly #maxCost: number
  /** Computed at the first introspection. */
  #known: { sizes: IntrospectionSizes; weight: number } | undefined

  /** @param maxCost maximum cost of an operation. */
  constructor(schema: GraphQLSchema, maxCost: number) {
    this.#schema = schema
    this.#maxCost = maxCost
  }

  /** Compiles the cost of the fields `__schema` and `__type` of a document. */
  compiler(program: CostProgram, fragments: Fragments): (node: FieldNode) => Term {
    let objects: ObjectCounter | undefined
    return node => {
      const { sizes, weight } = this.#weighed()
      objects ??= new ObjectCounter(this.#schema, sizes, program, fragments)
      return program.add([{ times: weight, of: objects.at(node) }])
    }
  }

  #weighed() {
    if (!this.#known) {
      const sizes = new IntrospectionSizes(this.#schema)
      this.#known = { sizes, weight: Math.min(MAX_WEIGHT, (this.#maxCost * WHOLE_SCHEMA) / this.#wholeSchema(sizes)) }
    }
    return this.#known
  }

  /** Objects that the full introspection query of GraphQL.js lists. */
  #wholeSchema(sizes: IntrospectionSizes): number {
    const { definitions } = parse(WHOLE_QUERY)
    const fragments = new Map<string, FragmentDefinitionNode>()
    let root: SelectionNode | undefined
    for (const node of definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
      if (node.kind === Kind.OPERATION_DEFINITION) root = node.selectionSet.selections[0]
    }
    const program = new CostProgram()
    if (root?.kind !== Kind.FIELD) return 1
    return program.valueOf(new ObjectCounter(this.#schema, sizes, program, fragments).at(root), {})
  }
}

const WHOLE_QUERY = getIntrospectionQuery({
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
})

const ROOTS: Record<string, OperationTypeNode> = {
  queryType: OperationTypeNode.QUERY,
  mutationType: OperationTypeNode.MUTATION,
  subscriptionType: OperationTypeNode.SUBSCRIPTION,
}

class ObjectCounter {
  readonly #schema: GraphQLSchema
  readonly #sizes: IntrospectionSizes
  readonly #program: CostProgram
  readonly #fragments: Fragments
  readonly #known = new Map<string, Term>()

  constructor(schema: GraphQLSchema, sizes: IntrospectionSizes, program: CostProgram, fragments: Fragments) {
    this.#schema = schema
    this.#sizes = sizes
    this.#program = program
    this.#fragments = fragments
  }

  /** @param node a `__schema` or a `__type`. */
  at(node: FieldNode): Term {
    if (node.name.value === '__schema') return this.#object(node, '__Schema', 'all')
    const name = node.arguments?.find(argument => argument.name.value === 'name')?.value
    if (name?.kind !== Kind.STRING) return this.#object(node, '__Type', 'one')
    const type = this.#schema.getType(name.value)
    return type ? this.#object(node, '__Type', type) : 1
  }

  #object({ selectionSet }: FieldNode, type: string, among: Among): Term {
    const below = selectionSet ? this.#selections(selectionSet, type, among) : 0
    return this.#program.add([
      { times: 1, of: 1 },
      { times: 1, of: below },
    ])
  }

  #selections({ selections }: SelectionSetNode, type: string, among: Among): Term {
    return this.#program.add(
      selections.flatMap(node => {
        const times = included(node.directives)
        return times === 0 ? [] : [{ times, of: this.#selection(node, type, among) }]
      }),
    )
  }

  #selection(node: SelectionNode, type: string, among: Among): Term {
    if (node.kind === Kind.FIELD) return this.#field(node, type, among)
    if (node.kind === Kind.INLINE_FRAGMENT) return this.#selections(node.selectionSet, type, among)
    const name = node.name.value
    const key = `${name} ${type} ${typeof among === 'string' ? among : `of ${among.name}`}`
    let cost = this.#known.get(key)
    if (cost === undefined) {
      const fragment = this.#fragments.get(name)
      cost = fragment ? this.#selections(fragment.selectionSet, type, among) : 0
      this.#known.set(key, cost)
    }
    return cost
  }

  #field(node: FieldNode, parentName: string, among: Among): Term {
    const name = node.name.value
    const parent = this.#schema.getType(parentName)
    const field = isObjectType(parent) ? parent.getFields()[name] : undefined
    if (!field || !node.selectionSet) return 0
    const type = getNamedType(field.type).name
    const entries = this.#sizes.entries(parentName, name, among)
    const below = type === '__Type' ? this.#typesOf(name, among) : among
    return this.#program.add([{ times: entries, of: this.#object(node, type, below) }])
  }

  /** Types that an introspection field returns: any, except for the list of all and the roots. */
  #typesOf(field: string, among: Among): Among {
    if (field === 'types') return among
    const operation = ROOTS[field]
    return (operation && this.#schema.getRootType(operation)) ?? 'one'
  }
}
