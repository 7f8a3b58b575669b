import { type DocumentNode, Kind, type NameNode, type OperationTypeNode, visit } from 'graphql'

/** Names of root types that Apollo's planner takes for granted. */
const PLANNED_NAMES: Readonly<Record<OperationTypeNode, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
}

/** The names in plans of root types that the supergraph names otherwise, by their own names. */
export function rootTypeNames(supergraph: DocumentNode): Map<string, string> {
  const names = new Map<string, string>()
  for (const node of supergraph.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue
    for (const { operation, type } of node.operationTypes ?? []) {
      const planned = PLANNED_NAMES[operation]
      if (type.name.value !== planned) names.set(type.name.value, planned)
    }
  }
  return names
}

/** Reasons why a supergraph with root types of other names cannot be served. */
export function rootTypeFaults(supergraph: DocumentNode): string[] {
  const defined = new Set(
    supergraph.definitions.flatMap(node => ('name' in node && node.name ? [node.name.value] : [])),
  )
  return [...rootTypeNames(supergraph)]
    .filter(([, planned]) => defined.has(planned))
    .map(
      ([name, planned]) =>
        `"${name}" is a root type, while "${planned}" is another type: rename that one, as plans are made with "${planned}" for the root.`,
    )
}

/**
 * Renames root types in a supergraph or an operation to the names that the planner takes for granted: of other names it
 * finds no root in any subgraph.
 */
export function withPlannedRoots(document: DocumentNode, names: ReadonlyMap<string, string>): DocumentNode {
  if (names.size === 0) return document
  const renamed = <N extends { name: NameNode }>(node: N): N | undefined => {
    const value = names.get(node.name.value)
    return value === undefined ? undefined : { ...node, name: { ...node.name, value } }
  }
  return visit(document, {
    NamedType: renamed,
    ObjectTypeDefinition: { leave: renamed },
    ObjectTypeExtension: { leave: renamed },
    // Types of fields in a subgraph, and members of unions, are texts.
    Directive(directive) {
      if (!directive.name.value.startsWith('join__')) return undefined
      return visit(directive, {
        Argument: ({ name, value }) =>
          (name.value === 'type' || name.value === 'member') && value.kind === Kind.STRING ? undefined : false,
        StringValue: node => ({ ...node, value: node.value.replace(/\w+/g, word => names.get(word) ?? word) }),
      })
    },
  })
}
