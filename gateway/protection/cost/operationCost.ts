import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { JsonObject } from '../../graphql/json.ts'
import type { CostDirectives } from '../../supergraph/costDirectives.ts'
import { CostProgram, type Term } from './costProgram.ts'
import { included } from './included.ts'
import { InputCost } from './inputCost.ts'
import type { IntrospectionCost } from './introspectionCost.ts'
import { DEFAULT_LIST_SIZE, isList, type PageSize, pageSizeOf } from './pageSize.ts'

/** Default weight of an object, an interface or a union. Scalars and enums cost nothing without `@cost`. */
const OBJECT = 1

/** Cost of a mutation besides its selections. */
const MUTATION = 10

/** The compiled cost of one operation, a function of variables. */
export interface OperationCost {
  /** The estimate for a request's variables. */
  estimate(variables: JsonObject): number
  /** The violation of `requireOneSlicingArgument` by a request. */
  violationOf(variables: JsonObject): string | undefined
}

/** Rules of costs besides the schema. */
export interface CostRules {
  directives: CostDirectives
  introspection: IntrospectionCost
}

/**
 * Compiles the cost of an operation, in time proportional to the document's length.
 *
 * It is the static estimate of Apollo Router after IBM's cost specification: a field costs the weight of its type (1
 * for composite types, 0 for leaves) plus its selections, times the size of its list, plus its arguments; a mutation 10
 * more. `@cost` sets other weights, `@listSize` the size of a list: its slicing arguments, else the assumed size.
 * Without it, arguments `first` and `last` of a field size the lists right below it. Skipped fields do not count.
 * Introspection costs by `IntrospectionCost`.
 * @param operation of a valid document, whose fragments have no cycles.
 * @see https://ibm.github.io/graphql-specs/cost-spec.html
 * @see https://www.apollographql.com/docs/graphos/routing/security/demand-control
 */
export function costOf(
  schema: GraphQLSchema,
  { directives, introspection }: CostRules,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationCost {
  const compiler = new Compiler(schema, { directives, introspection }, document)
  const root = schema.getRootType(operation.operation)
  const selected = root ? compiler.selections(operation.selectionSet, root, undefined).apart : 0
  const own = operation.operation === OperationTypeNode.MUTATION ? MUTATION : 0
  const { program, rules } = compiler
  return {
    estimate: variables => {
      const cost = Math.ceil(own + program.valueOf(selected, variables))
      return Math.min(Math.max(0, cost), Number.MAX_SAFE_INTEGER)
    },
    violationOf: variables => rules.find(rule => !rule.isKept(variables))?.message,
  }
}

/** The cost of a selection set: of lists sized by the field above, for one entry, and of everything else. */
interface Selected {
  apart: Term
  sized: Term
}

interface Rule {
  message: string
  isKept(variables: JsonObject): boolean
}

type SizedFields = PageSize['sizedFields'] | undefined

class Compiler {
  readonly program = new CostProgram()
  readonly rules: Rule[] = []
  readonly #schema: GraphQLSchema
  readonly #directives: CostDirectives
  readonly #inputs: InputCost
  readonly #introspection: (node: FieldNode) => Term
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** A fragment costs the same wherever the same fields are sized. */
  readonly #known = new Map<string, Selected>()

  constructor(schema: GraphQLSchema, { directives, introspection }: CostRules, { definitions }: DocumentNode) {
    this.#schema = schema
    this.#directives = directives
    this.#inputs = new InputCost(directives)
    const fragments = definitions.filter(node => node.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map(node => [node.name.value, node]))
    this.#introspection = introspection.compiler(this.program, this.#fragments)
  }

  selections(set: SelectionSetNode, type: GraphQLNamedType, sizedFields: SizedFields): Selected {
    const all = set.selections.flatMap(node => {
      const times = included(node.directives)
      return times === 0 ? [] : [{ times, of: this.#selection(node, type, sizedFields) }]
    })
    return {
      apart: this.program.add(all.map(({ times, of }) => ({ times, of: of.apart }))),
      sized: this.program.add(all.map(({ times, of }) => ({ times, of: of.sized }))),
    }
  }

  #selection(node: SelectionNode, type: GraphQLNamedType, sizedFields: SizedFields): Selected {
    if (node.kind === Kind.FIELD) return this.#field(node, type, sizedFields)
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(node.name.value, sizedFields)
    const narrowed = node.typeCondition && this.#schema.getType(node.typeCondition.name.value)
    return this.selections(node.selectionSet, narrowed ?? type, sizedFields)
  }

  #fragment(name: string, sizedFields: SizedFields): Selected {
    const key = `${name} ${sizedFields}`
    let cost = this.#known.get(key)
    if (!cost) {
      const fragment = this.#fragments.get(name)
      const type = fragment && this.#schema.getType(fragment.typeCondition.name.value)
      cost = fragment && type ? this.selections(fragment.selectionSet, type, sizedFields) : NOTHING
      this.#known.set(key, cost)
    }
    return cost
  }

  #field(node: FieldNode, parent: GraphQLNamedType, sizedFields: SizedFields): Selected {
    const name = node.name.value
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
    if (name === '__schema' || name === '__type') return { apart: this.#introspection(node), sized: 0 }
    if (!field) return NOTHING
    const coordinate = `${parent.name}.${name}`
    const page = pageSizeOf(node, field, this.#directives.listSizes.get(coordinate))
    if (page?.oneOf) this.#require(page.oneOf, coordinate)
    const entry = this.#entry(node, field, coordinate, page)
    const given = this.#arguments(node, field, coordinate)
    if (!isList(field.type)) return { apart: this.program.add([{ times: 1, of: entry }, ...given]), sized: 0 }
    if (isSized(name, page, sizedFields)) return { apart: this.program.add(given), sized: entry }
    return { apart: this.program.add([{ times: page?.entries ?? DEFAULT_LIST_SIZE, of: entry }, ...given]), sized: 0 }
  }

  /** Cost of a field for each entry. */
  #entry(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string, page: PageSize | undefined): Term {
    const type = getNamedType(field.type)
    const { weights } = this.#directives
    const weight = weights.get(coordinate) ?? weights.get(type.name) ?? (isCompositeType(type) ? OBJECT : 0)
    if (!node.selectionSet) return weight
    const { apart, sized } = this.selections(node.selectionSet, type, page?.sizedFields)
    return this.program.add([
      { times: 1, of: weight },
      { times: 1, of: apart },
      { times: page?.entries ?? DEFAULT_LIST_SIZE, of: sized },
    ])
  }

  #arguments(node: FieldNode, field: GraphQLField<unknown, unknown>, coordinate: string) {
    return (node.arguments ?? []).flatMap(({ name, value }) => {
      const arg = field.args.find(known => known.name === name.value)
      if (!arg) return []
      return this.#inputs.of(value, arg.type, `${coordinate}(${arg.name}:)`).map(times => ({ times, of: 1 }))
    })
  }

  #require({ names, given }: NonNullable<PageSize['oneOf']>, coordinate: string): void {
    this.rules.push({
      message: `${coordinate} needs exactly one of its arguments ${names.join(', ')}.`,
      isKept: variables => (typeof given === 'number' ? given : given(variables)) === 1,
    })
  }
}

const NOTHING: Selected = { apart: 0, sized: 0 }

/** A list with slicing arguments of its own is not sized by the field above, unless `@listSize` names it. */
const isSized = (name: string, page: PageSize | undefined, sizedFields: SizedFields): boolean =>
  sizedFields === 'lists' ? page === undefined : sizedFields?.includes(name) === true
