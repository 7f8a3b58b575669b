import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

/** A key that a subgraph operation selects on the objects of one place, whatever their types. */
export interface SelectedKey {
  /** As the response has it. */
  key: string
  /** What is selected below; empty for a value without selections. */
  below: readonly SelectedKey[]
}

/** The selections of one place, which may stand in several fields and fragments. */
type Collected = Map<string, Collected>

/**
 * What a subgraph operation selects, to be told from what nobody asked that subgraph for.
 * @param renamed names that output rewrites change, to those that the response has.
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
