import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

/** A response key that a subgraph operation selects at one path, whatever the type of the objects. */
export interface SelectedKey {
  /** Response name. */
  key: string
  /** Keys of the sub-selection; empty for a leaf. */
  below: readonly SelectedKey[]
}

/** Merged selections of one path, which several fields and fragments may contribute to. */
type Collected = Map<string, Collected>

/**
 * Keys that a subgraph operation selects; others in its response are ignored.
 * @param renamed names renamed by output rewrites, to response names.
 */
export function selectedKeys(document: DocumentNode, renamed: ReadonlyMap<string, string>): readonly SelectedKey[] {
  const fragments = new Map(
    document.definitions.flatMap(node =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  )
  const collected: Collected = new Map()
  for (const { selectionSet } of document.definitions.filter(isOperation)) collect(selectionSet, collected)
  return toKeys(collected)

  function collect(set: SelectionSetNode, into: Collected): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value
        const key = renamed.get(name) ?? name
        const below: Collected = into.get(key) ?? new Map()
        into.set(key, below)
        if (node.selectionSet) collect(node.selectionSet, below)
      } else {
        const selections = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value)
        if (selections) collect(selections, into)
      }
    }
  }
}

const isOperation = (node: DocumentNode['definitions'][number]): node is OperationDefinitionNode =>
  node.kind === Kind.OPERATION_DEFINITION

const toKeys = (collected: Collected): SelectedKey[] =>
  [...collected].map(([key, below]) => ({ key, below: toKeys(below) }))
