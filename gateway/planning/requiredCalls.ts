import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { nameNode } from '../ast/nameNode.ts'
import {
  hasFields,
  isInterfaceObject,
  joinFieldsOf,
  namedType,
  parseFieldSet,
  type TypeWithFields,
  textOf,
} from './joinDirectives.ts'

/** A call of a field in a `@requires`, and the argument-less field that stands for it while planning. */
export interface RequiredCall {
  synthetic: string
  type: string
  field: string
  arguments: readonly ArgumentNode[]
}

export interface RequiredCalls {
  /** The supergraph for the planner, with synthetic fields in the place of calls. */
  supergraph: DocumentNode
  /** By synthetic name. */
  calls: ReadonlyMap<string, RequiredCall>
  /** Synthetic names that a field needs, by `GRAPH|Type.field`. */
  neededBy: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Replaces calls in `@requires` by synthetic fields: the planner merges required fields by name alone, so that two
 * calls of one field with different arguments would become one. What fields of interface objects require is replaced
 * too, to be told from keys: the planner asks for it as if every runtime type had it.
 */
export function replaceRequiredCalls(supergraph: DocumentNode): RequiredCalls {
  const replacer = new Replacer(supergraph)
  const definitions = supergraph.definitions.map(node => (hasFields(node) ? replacer.rewriteType(node) : node))
  const withSynthetic = definitions.map(node => (hasFields(node) ? replacer.addSyntheticFields(node) : node))
  return {
    supergraph: { ...supergraph, definitions: withSynthetic },
    calls: replacer.calls,
    neededBy: replacer.neededBy,
  }
}

class Replacer {
  readonly calls = new Map<string, RequiredCall>()
  readonly neededBy = new Map<string, Set<string>>()
  readonly #syntheticNames = new Map<string, string>()
  readonly #types: ReadonlyMap<string, TypeWithFields>
  /** Fields that some `@requires` names in a way that makes them calls; where another names them, those are calls too. */
  readonly #called: ReadonlySet<string>

  constructor(supergraph: DocumentNode) {
    const types = supergraph.definitions.filter(hasFields)
    this.#types = new Map(types.map(type => [type.name.value, type]))
    this.#called = new Set(types.flatMap(calledFields))
  }

  rewriteType(type: TypeWithFields): TypeWithFields {
    const fields = type.fields?.map(field => ({
      ...field,
      directives: field.directives?.map(directive =>
        directive.name.value === 'join__field' ? this.#rewriteRequires(directive, type.name.value, field) : directive,
      ),
    }))
    return { ...type, fields }
  }

  /** The synthetic field has the real one's type and is found in the same subgraphs. */
  addSyntheticFields(type: TypeWithFields): TypeWithFields {
    const ancestors = new Set([type.name.value, ...(type.interfaces ?? []).map(({ name }) => name.value)])
    const synthetic = [...this.calls.values()].flatMap((call): FieldDefinitionNode[] => {
      const real = ancestors.has(call.type) ? this.#fieldOf(type.name.value, call.field) : undefined
      return real
        ? [{ kind: real.kind, name: nameNode(call.synthetic), type: real.type, directives: joinFieldsOf(real) }]
        : []
    })
    return { ...type, fields: [...(type.fields ?? []), ...synthetic] }
  }

  #rewriteRequires(directive: ConstDirectiveNode, type: string, field: FieldDefinitionNode): ConstDirectiveNode {
    const requires = textOf(directive, 'requires')
    if (requires === undefined) return directive
    const used = new Set<string>()
    const rewritten = this.#rewriteSelections(parseFieldSet(requires), type, used)
    if (used.size === 0) return directive
    this.neededBy.set(neededByKey(textOf(directive, 'graph') ?? '', type, field.name.value), used)
    const text = print(rewritten)
      .replace(/^\{|\}$/g, '')
      .replace(/\s+/g, ' ')
      .trim()
    return {
      ...directive,
      arguments: directive.arguments?.map(argument =>
        argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING, value: text } } : argument,
      ),
    }
  }

  #rewriteSelections(set: SelectionSetNode, type: string, used: Set<string>): SelectionSetNode {
    const selections = set.selections.map(node => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return node
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = node.typeCondition?.name.value ?? type
        return { ...node, selectionSet: this.#rewriteSelections(node.selectionSet, narrowed, used) }
      }
      const field = this.#fieldOf(type, node.name.value)
      const selectionSet =
        node.selectionSet && field && this.#rewriteSelections(node.selectionSet, namedType(field.type).name.value, used)
      if (!this.#called.has(node.name.value)) return { ...node, selectionSet }
      const synthetic = this.#syntheticFor(type, node, node.arguments ?? [])
      used.add(synthetic)
      return { ...node, name: nameNode(synthetic), arguments: [], selectionSet }
    })
    return { ...set, selections }
  }

  #syntheticFor(type: string, node: FieldNode, given: readonly ArgumentNode[]): string {
    const field = node.name.value
    const key = `${type}.${field}(${given.map(print).sort().join(',')})`
    let synthetic = this.#syntheticNames.get(key)
    if (!synthetic) {
      synthetic = `${SYNTHETIC}${this.calls.size}_${field}`
      this.#syntheticNames.set(key, synthetic)
      this.calls.set(synthetic, { synthetic, type, field, arguments: given })
    }
    return synthetic
  }

  #fieldOf(type: string, field: string): FieldDefinitionNode | undefined {
    return this.#types.get(type)?.fields?.find(({ name }) => name.value === field)
  }
}

/** Names of the fields that a type's `@requires` name with arguments, or as an interface object. */
function calledFields(type: TypeWithFields): string[] {
  const names: string[] = []
  for (const directive of (type.fields ?? []).flatMap(joinFieldsOf)) {
    const requires = textOf(directive, 'requires')
    if (requires === undefined) continue
    const fields = parseFieldSet(requires)
    visit(fields, { Field: node => void (node.arguments?.length && names.push(node.name.value)) })
    if (!isInterfaceObject(type, textOf(directive, 'graph'))) continue
    for (const node of fields.selections) if (node.kind === Kind.FIELD) names.push(node.name.value)
  }
  return names
}

export const neededByKey = (graph: string, type: string, field: string): string => `${graph}|${type}.${field}`

/** What synthetic names begin with. */
export const SYNTHETIC = 'required_'
