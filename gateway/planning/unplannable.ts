import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** The field that an operation cannot be planned for. */
export interface UnplannableField {
  /** `Type.field`. */
  coordinate: string
  /** Names of the fields from the root to it. */
  path: readonly string[]
  /** Coordinates of the fields from the root to it. */
  trail: readonly string[]
}

/** Maximum plans to find one field, on the event loop; beyond, the field found so far is named. */
const MAX_ATTEMPTS = 50

/**
 * Finds the field that makes planning fail: from the root down the first selection that fails alone. The planner's
 * errors are assertions about its own graph, and seldom name it.
 * @param document a normalised operation that cannot be planned.
 * @param canPlan tries a part of it.
 */
export function unplannableField(
  document: DocumentNode,
  schema: GraphQLSchema,
  canPlan: (part: DocumentNode) => boolean,
): UnplannableField | undefined {
  const [operation] = document.definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return undefined
  const selected: SelectionNode[] = []
  let attempts = 0
  const fails = (selection: SelectionNode): boolean => {
    attempts += 1
    return attempts <= MAX_ATTEMPTS && !canPlan(onlyWith(operation, [...selected, selection]))
  }
  let set: SelectionSetNode | undefined = operation.selectionSet
  while (set) {
    const { selections }: SelectionSetNode = set
    const next: SelectionNode | undefined = selections.length === 1 ? selections[0] : selections.find(fails)
    // Each part can be planned: it is their combination that cannot.
    if (!next) break
    selected.push(next)
    set = next.kind === Kind.FRAGMENT_SPREAD ? undefined : next.selectionSet
  }
  return fieldOf(selected, operation, schema)
}

/** The operation with nothing but these selections, each inside the one before. */
function onlyWith(operation: OperationDefinitionNode, selected: readonly SelectionNode[]): DocumentNode {
  const innermost = selected.at(-1)
  const selection = selected
    .slice(0, -1)
    .reduceRight<SelectionNode | undefined>(
      (inner, outer) => inner && { ...outer, selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] } },
      innermost,
    )
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: selection ? [selection] : [] }
  return { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] }
}

function fieldOf(
  selected: readonly SelectionNode[],
  { operation }: OperationDefinitionNode,
  schema: GraphQLSchema,
): UnplannableField | undefined {
  let type: GraphQLNamedType | undefined | null = schema.getRootType(operation)
  const path: string[] = []
  const trail: string[] = []
  for (const node of selected) {
    if (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition) type = schema.getType(node.typeCondition.name.value)
    if (node.kind !== Kind.FIELD || !type) continue
    path.push(node.name.value)
    trail.push(`${type.name}.${node.name.value}`)
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined
    type = field && getNamedType(field.type)
  }
  const coordinate = trail.at(-1)
  return coordinate === undefined ? undefined : { coordinate, path, trail }
}
