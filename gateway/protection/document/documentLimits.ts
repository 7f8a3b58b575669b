import { graphqlError } from '@atelier/platform/errors/graphqlErrors.ts'
import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** Maximum sizes of a document; `Infinity` for no limit. */
export interface DocumentLimits {
  /** Tokens. The parser stops there. */
  tokens: number
  /** Operations and fragments. */
  definitions: number
  /** Depth of fields, fragments followed. */
  depth: number
  /** Nesting of selection sets, fragments followed, and of values. */
  nesting: number
  /** Aliases of one operation, fragments expanded. */
  aliases: number
  /** Root fields of one operation, fragments expanded. */
  rootFields: number
  /** Fields and fragments of one operation, fragments expanded. */
  selections: number
  /** Fields with the response name of another one in their selection set, fragments not expanded. */
  repeatedFields: number
  /** Directives, fragments not expanded. */
  directives: number
  /** Directives on one field, fragment, variable or operation. */
  directivesPerPlace: number
  /** Characters of one name. Responses repeat an alias for each object, errors and subgraph operations other names. */
  nameLength: number
}

/**
 * The error of a document that exceeds a limit or has a cycle of fragments. It is checked before GraphQL's own
 * validation, whose time grows with the square of repeated fields, fragments and operations; this visits each selection
 * once, however often fragments are spread.
 */
export function beyondLimits(document: DocumentNode, limits: DocumentLimits): GraphQLError | undefined {
  const tooMany = excess('operations and fragments', document.definitions.length, limits.definitions)
  if (tooMany) return tooMany
  const measure = new Measure(document)
  try {
    for (const definition of document.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
      measure.directives(definition.directives)
      for (const { directives, defaultValue } of definition.variableDefinitions ?? []) {
        measure.directives(directives)
        if (defaultValue) measure.value(defaultValue)
      }
      const isOperation = definition.kind === Kind.OPERATION_DEFINITION
      const size = isOperation ? measure.sizeOf(definition.selectionSet) : measure.sizeOfFragment(definition)
      const tooMuch =
        excess('levels of fields', size.depth, limits.depth) ??
        excess('levels of selections or values', Math.max(size.nesting, measure.valueNesting), limits.nesting) ??
        excess('aliases', size.aliases, limits.aliases) ??
        excess('fields and fragments', size.selections, limits.selections) ??
        (isOperation ? excess('fields at its root', size.rootFields, limits.rootFields) : undefined)
      if (tooMuch) return tooMuch
    }
  } catch (error) {
    if (error instanceof FragmentCycleError) return rejection(error.message)
    throw error
  }
  return (
    excess('repeated fields', measure.repeatedFields, limits.repeatedFields) ??
    excess('directives', measure.directivesInAll, limits.directives) ??
    excess('directives in one place', measure.directivesInOnePlace, limits.directivesPerPlace)
  )
}

interface Size {
  depth: number
  /** Nesting of selection sets. */
  nesting: number
  aliases: number
  selections: number
  /** Fields of this selection set itself. */
  rootFields: number
}

class FragmentCycleError extends Error {}

class Measure {
  repeatedFields = 0
  directivesInAll = 0
  directivesInOnePlace = 0
  /** Nesting of the deepest value in the document. */
  valueNesting = 0
  readonly #fragments = new Map<string, FragmentDefinitionNode>()
  /** `undefined` for a fragment in progress. */
  readonly #sizes = new Map<FragmentDefinitionNode, Size | undefined>()

  constructor({ definitions }: DocumentNode) {
    for (const node of definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node)
  }

  directives(nodes: readonly DirectiveNode[] = []): void {
    this.directivesInAll += nodes.length
    this.directivesInOnePlace = Math.max(this.directivesInOnePlace, nodes.length)
    for (const node of nodes) this.#values(node.arguments)
  }

  #values(nodes: readonly ArgumentNode[] = []): void {
    for (const node of nodes) this.value(node.value)
  }

  value(node: ValueNode): void {
    this.valueNesting = Math.max(this.valueNesting, nestingOf(node))
  }

  /** @param names response names of the selection set; inline fragments share those of the set around them. */
  sizeOf(set: SelectionSetNode, names = new Set<string>()): Size {
    const total: Size = { depth: 0, nesting: 0, aliases: 0, selections: set.selections.length, rootFields: 0 }
    for (const node of set.selections) {
      this.directives(node.directives)
      const isField = node.kind === Kind.FIELD
      if (node.kind === Kind.FIELD) {
        this.#note(node.alias?.value ?? node.name.value, names)
        this.#values(node.arguments)
      }
      const inner = this.#inside(node, names)
      total.depth = Math.max(total.depth, (isField ? 1 : 0) + (inner?.depth ?? 0))
      total.nesting = Math.max(total.nesting, inner?.nesting ?? 0)
      total.aliases += (isField && node.alias ? 1 : 0) + (inner?.aliases ?? 0)
      total.selections += inner?.selections ?? 0
      total.rootFields += isField ? 1 : (inner?.rootFields ?? 0)
    }
    total.nesting += 1
    return total
  }

  sizeOfFragment(fragment: FragmentDefinitionNode): Size {
    const known = this.#sizes.get(fragment)
    if (known) return known
    if (this.#sizes.has(fragment)) throw new FragmentCycleError(`Fragment "${fragment.name.value}" spreads itself.`)
    this.#sizes.set(fragment, undefined)
    const size = this.sizeOf(fragment.selectionSet)
    this.#sizes.set(fragment, size)
    return size
  }

  #note(name: string, beside: Set<string>): void {
    if (beside.has(name)) this.repeatedFields += 1
    else beside.add(name)
  }

  #inside(node: SelectionNode, names: Set<string>): Size | undefined {
    if (node.kind === Kind.FIELD) return node.selectionSet && this.sizeOf(node.selectionSet)
    if (node.kind === Kind.INLINE_FRAGMENT) return this.sizeOf(node.selectionSet, names)
    const fragment = this.#fragments.get(node.name.value)
    return fragment && this.sizeOfFragment(fragment)
  }
}

function nestingOf(value: ValueNode): number {
  let deepest = 0
  if (value.kind === Kind.LIST) {
    for (const item of value.values) deepest = Math.max(deepest, nestingOf(item))
  } else if (value.kind === Kind.OBJECT) {
    for (const field of value.fields) deepest = Math.max(deepest, nestingOf(field.value))
  } else return 0
  return deepest + 1
}

const excess = (what: string, figure: number, most: number): GraphQLError | undefined =>
  figure > most ? rejection(`The document has ${shown(figure)} ${what}; ${most} are allowed.`) : undefined

/** Nested fragments can give unreadable figures. */
const shown = (figure: number): string => (figure > 1e9 ? 'more than 1000000000' : String(figure))

const rejection = (message: string) => graphqlError('GRAPHQL_VALIDATION_FAILED', message)
