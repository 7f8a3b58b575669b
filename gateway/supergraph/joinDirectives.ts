import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
  visit,
} from 'graphql'

/** An object or interface of a supergraph document. */
export type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode

export const hasFields = (node: { kind: Kind }): node is TypeWithFields =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION

export const argumentOf = (directive: ConstDirectiveNode, name: string): ConstValueNode | undefined =>
  directive.arguments?.find(argument => argument.name.value === name)?.value

/** The value of a string or enum argument. */
export function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name)
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined
}

/** The named type inside lists and non-nulls. */
export const namedType = (type: TypeNode): NamedTypeNode =>
  type.kind === Kind.NAMED_TYPE ? type : namedType(type.type)

/** Parses a field set, without braces as in `@key` and `@requires`, or with them as in `@fromContext`. */
export function parseFieldSet(fields: string): SelectionSetNode {
  const [definition] = parse(/^\s*\{/.test(fields) ? fields : `{${fields}}`, { noLocation: true }).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a field set: ${fields}`)
  return definition.selectionSet
}

/**
 * Names of all fields in a key, `@requires`, `@provides` or `@fromContext` of a supergraph, which the planner may add.
 */
export function fieldSetNames(supergraph: DocumentNode): Set<string> {
  const names = new Set<string>()
  const noteFields = (value: ConstValueNode) => {
    if (value.kind !== Kind.STRING) return
    visit(parseFieldSet(value.value), { Field: field => void names.add(field.name.value) })
  }
  visit(supergraph, {
    Directive(node) {
      for (const argument of node.arguments ?? []) {
        const { value } = argument as ConstArgumentNode
        const place = `${node.name.value}.${argument.name.value}`
        if (FIELD_SETS.has(place)) noteFields(value)
        if (place !== 'join__field.contextArguments') continue
        visit(value, {
          ObjectField: field => field.name.value === 'selection' && noteFields(field.value as ConstValueNode),
        })
      }
    },
  })
  return names
}

const FIELD_SETS = new Set(['join__type.key', 'join__field.requires', 'join__field.provides'])

export const joinFieldsOf = (field: FieldDefinitionNode): readonly ConstDirectiveNode[] =>
  field.directives?.filter(({ name }) => name.value === 'join__field') ?? []

/** `join__Graph` values by subgraph name. */
export function graphEnumValues(supergraph: DocumentNode): Map<string, string> {
  const values = new Map<string, string>()
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const value of definition.values ?? []) {
      const [directive] = value.directives ?? []
      const name = directive && textOf(directive, 'name')
      if (name !== undefined) values.set(name, value.name.value)
    }
  }
  return values
}

/**
 * Whether a type is an `@interfaceObject` in some subgraph, or in the given one.
 * @param graph a value of `join__Graph`.
 */
export const isInterfaceObject = (type: TypeWithFields, graph?: string): boolean =>
  type.directives?.some(directive => {
    if (directive.name.value !== 'join__type') return false
    const value = argumentOf(directive, 'isInterfaceObject')
    return value?.kind === Kind.BOOLEAN && value.value && (graph === undefined || textOf(directive, 'graph') === graph)
  }) ?? false

/** Interfaces that are an `@interfaceObject` in some subgraph. */
export const interfaceObjects = (document: DocumentNode): Set<string> =>
  new Set(
    document.definitions
      .filter(hasFields)
      .filter(type => isInterfaceObject(type))
      .map(type => type.name.value),
  )
