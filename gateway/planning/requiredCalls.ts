import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { nameNode } from '../graphql/nameNode.ts'
import {
  hasFields,
  isInterfaceObject,
  joinFieldsOf,
  namedType,
  parseFieldSet,
  type TypeWithFields,
  textOf,
} from '../supergraph/joinDirectives.ts'

/**
 * A field with arguments in a `@requires`, and the synthetic field without arguments that replaces it while planning.
 */
export interface RequiredCall {
  synthetic: string
  type: string
  field: string
  arguments: readonly ArgumentNode[]
}

export interface RequiredCalls {
  /** The supergraph for the planner, with synthetic fields in place of calls. */
  supergraph: DocumentNode
  /** By synthetic name. */
  calls: ReadonlyMap<string, RequiredCall>
  /** Synthetic names that a field requires, by `GRAPH|Type.field`. */
  neededBy: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Replaces calls in `@requires` by synthetic fields: the planner merges required fields by name alone, so that two
 * calls of one field with different arguments would become one. Requirements of fields of interface objects are
 * replaced, too, to distinguish them from keys: the planner selects them as if every runtime type had them.
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
  /** Fields of object types that are calls in some `@requires`; they are replaced in every other one, too. */
  readonly #called: ReadonlySet<string>

  constructor(supergraph: DocumentNode) {
    const types = supergraph.definitions.filter(hasFields)
    this.#types = new Map(types.map(type => [type.name.value, type]))
    this.#called = new Set(types.flatMap(type => this.#calledBy(type)))
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

  /** The synthetic field has the type and the subgraphs of the real one. */
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
      if (!this.#ofObjects(type, node).some(name => this.#called.has(name))) return { ...node, selectionSet }
      const synthetic = this.#syntheticFor(type, node, node.arguments ?? [])
      used.add(synthetic)
      return { ...node, name: nameNode(synthetic), arguments: [], selectionSet }
    })
    return { ...set, selections }
  }

  #syntheticFor(selectedOn: string, node: FieldNode, given: readonly ArgumentNode[]): string {
    const field = node.name.value
    const type = this.#interfaceObjectWith(selectedOn, field) ?? selectedOn
    const key = `${type}.${field}(${given.map(print).sort().join(',')})`
    let synthetic = this.#syntheticNames.get(key)
    if (!synthetic) {
      synthetic = `${SYNTHETIC}${this.calls.size}_${field}`
      this.#syntheticNames.set(key, synthetic)
      this.calls.set(synthetic, { synthetic, type, field, arguments: given })
    }
    return synthetic
  }

  /** The interface object that gives a type the field. */
  #interfaceObjectWith(type: string, field: string): string | undefined {
    const names = this.#types.get(type)?.interfaces?.map(({ name }) => name.value)
    return names?.find(name => {
      const found = this.#types.get(name)
      return found && isInterfaceObject(found) && this.#fieldOf(name, field)
    })
  }

  /** Fields in the `@requires` of a type with arguments, or of an interface object. */
  #calledBy(type: TypeWithFields): string[] {
    return (type.fields ?? []).flatMap(joinFieldsOf).flatMap(directive => {
      const requires = textOf(directive, 'requires')
      if (requires === undefined) return []
      const { selections } = parseFieldSet(requires)
      const ofInterfaceObject = isInterfaceObject(type, textOf(directive, 'graph'))
      return this.#selected(selections, type.name.value)
        .filter(({ node }) => node.arguments?.length || (ofInterfaceObject && selections.includes(node)))
        .flatMap(({ on, node }) => this.#ofObjects(on, node))
    })
  }

  /** Fields at any depth, each with its parent type. */
  #selected(selections: readonly SelectionNode[], on: string): { on: string; node: FieldNode }[] {
    return selections.flatMap(node => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return []
      if (node.kind === Kind.INLINE_FRAGMENT)
        return this.#selected(node.selectionSet.selections, node.typeCondition?.name.value ?? on)
      const field = this.#fieldOf(on, node.name.value)
      const below = field ? this.#selected(node.selectionSet?.selections ?? [], namedType(field.type).name.value) : []
      return [{ on, node }, ...below]
    })
  }

  /** Coordinates of a field on each possible object type of its parent type. */
  #ofObjects(on: string, { name }: FieldNode): string[] {
    return [...this.#types.values()]
      .filter(type => type.kind === Kind.OBJECT_TYPE_DEFINITION)
      .filter(type => type.name.value === on || type.interfaces?.some(itf => itf.name.value === on))
      .map(type => `${type.name.value}.${name.value}`)
  }

  #fieldOf(type: string, field: string): FieldDefinitionNode | undefined {
    return this.#types.get(type)?.fields?.find(({ name }) => name.value === field)
  }
}

export const neededByKey = (graph: string, type: string, field: string): string => `${graph}|${type}.${field}`

/** Prefix of synthetic names. */
export const SYNTHETIC = 'required_'
