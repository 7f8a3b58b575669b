import type { FetchNode, PlanNode, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner'
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  visit,
} from 'graphql'
import { nameNode } from '../graphql/nameNode.ts'
import { neededByKey, type RequiredCall, type RequiredCalls, SYNTHETIC } from './requiredCalls.ts'

export interface ExpandOptions extends Pick<RequiredCalls, 'calls' | 'neededBy'> {
  /** `join__Graph` values by subgraph name. */
  graphs: ReadonlyMap<string, string>
  /** Interfaces that are an `@interfaceObject` in some subgraph. */
  interfaceObjects: ReadonlySet<string>
}

/** Replaces synthetic fields in a query plan by the real calls. */
export function expandRequiredCalls(node: PlanNode, options: ExpandOptions): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return expandFetch(node, options)
    case 'Flatten':
      return { ...node, node: expandRequiredCalls(node.node, options) }
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(child => expandRequiredCalls(child, options)) }
    case 'Condition':
      return {
        ...node,
        ifClause: node.ifClause && expandRequiredCalls(node.ifClause, options),
        elseClause: node.elseClause && expandRequiredCalls(node.elseClause, options),
      }
    case 'Defer':
      return node
  }
}

export const expandSubscription = (node: SubscriptionNode, options: ExpandOptions): SubscriptionNode => ({
  ...node,
  primary: withRealCalls(node.primary, options),
  rest: node.rest && expandRequiredCalls(node.rest, options),
})

function expandFetch(fetch: FetchNode, options: ExpandOptions): PlanNode {
  const clashes = fetch.requires?.some(({ selections }) => selections && haveClash(selections, options))
  const parts = clashes || isUneven(fetch, options) ? splitFetch(fetch, options) : [fetch]
  const nodes = parts.map(part => withRealCalls(part, options))
  const [only] = nodes
  return nodes.length === 1 && only ? only : { kind: 'Parallel', nodes }
}

/** `required_0_price` becomes `required_0_price: price(currency: "USD")`. */
function withRealCalls(fetch: FetchNode, { calls }: ExpandOptions): FetchNode {
  if (!fetch.operation.includes(SYNTHETIC)) return fetch
  const operation = visit(parse(fetch.operation, { noLocation: true }), {
    Field(field): FieldNode | undefined {
      const call = calls.get(field.name.value)
      return (
        call && { ...field, alias: nameNode(call.synthetic), name: nameNode(call.field), arguments: call.arguments }
      )
    },
  })
  return { ...fetch, operation: print(operation) }
}

/** Whether two required values have the same key in a representation. */
function haveClash(selections: readonly QueryPlanSelectionNode[], options: ExpandOptions): boolean {
  const seen = new Set<string>()
  return selections.some(node => {
    if (node.kind === 'Field') {
      const real = options.calls.get(node.name)?.field ?? node.name
      if (seen.has(real)) return true
      seen.add(real)
    }
    return node.selections !== undefined && haveClash(node.selections, options)
  })
}

/**
 * Whether a fetch of an interface object has fields of only some runtime types, `{ twin { a ... on Toy { b } } }` where
 * `b` requires something: the other types lack what is required, but need `a`, too.
 */
const isUneven = ({ requires = [] }: FetchNode, { interfaceObjects }: ExpandOptions): boolean =>
  requires.length > 1 &&
  requires.some(
    node =>
      node.kind === 'InlineFragment' &&
      node.typeCondition !== undefined &&
      interfaceObjects.has(node.typeCondition) &&
      requiresCalls(node),
  )

const requiresCalls = ({ selections = [] }: QueryPlanSelectionNode): boolean =>
  selections.some(node => node.kind === 'Field' && node.name.startsWith(SYNTHETIC))

/** Selections of an entity fetch whose required values fit into one representation. */
interface Group {
  needed: Set<string>
  realFields: Map<string, string>
  selections: SelectionNode[]
}

/**
 * Splits an entity fetch so that each part has one set of arguments for a required field; in an uneven one all fields
 * of a part have the same requirements.
 */
function splitFetch(fetch: FetchNode, options: ExpandOptions): FetchNode[] {
  const document = parse(fetch.operation, { noLocation: true })
  const [operation, ...fragments] = document.definitions
  const entities = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined
  if (operation?.kind !== Kind.OPERATION_DEFINITION || entities?.kind !== Kind.FIELD) return [fetch]
  const uneven = isUneven(fetch, options)
  return groupSelections(fetch, entities, uneven, options).map(group => {
    const field = { ...entities, selectionSet: { kind: Kind.SELECTION_SET as const, selections: group.selections } }
    const part = withUsedVariables(operation, field, { ...document, definitions: fragments })
    const names = part.variableDefinitions?.map(({ variable }) => variable.name.value) ?? []
    const requires = (uneven ? requiresOfAll : keepNeeded)(fetch.requires ?? [], group.needed)
    return {
      ...fetch,
      operation: print({ ...document, definitions: [part, ...fragments] }),
      variableUsages: fetch.variableUsages?.filter(name => names.includes(name)),
      requires,
    }
  })
}

function groupSelections(fetch: FetchNode, entities: FieldNode, uneven: boolean, options: ExpandOptions): Group[] {
  const groups: Group[] = []
  const graph = options.graphs.get(fetch.serviceName) ?? ''
  for (const fragment of entities.selectionSet?.selections ?? []) {
    if (fragment.kind !== Kind.INLINE_FRAGMENT) continue
    for (const node of fragment.selectionSet.selections) {
      const calls = neededCalls(node, fragment.typeCondition?.name.value ?? '', graph, options)
      let group = groups.find(candidate => (uneven ? needsJust(candidate, calls) : takesAll(candidate, calls)))
      if (!group) {
        group = { needed: new Set(), realFields: new Map(), selections: [] }
        groups.push(group)
      }
      for (const call of calls) {
        group.needed.add(call.synthetic)
        group.realFields.set(`${call.type}.${call.field}`, call.synthetic)
      }
      group.selections.push({ ...fragment, selectionSet: { ...fragment.selectionSet, selections: [node] } })
    }
  }
  return groups
}

function neededCalls(node: SelectionNode, type: string, graph: string, options: ExpandOptions): RequiredCall[] {
  if (node.kind !== Kind.FIELD) return []
  const names = options.neededBy.get(neededByKey(graph, type, node.name.value)) ?? []
  return [...names].flatMap(name => options.calls.get(name) ?? [])
}

const needsJust = ({ needed }: Group, calls: readonly RequiredCall[]): boolean =>
  needed.size === calls.length && calls.every(({ synthetic }) => needed.has(synthetic))

const takesAll = ({ realFields }: Group, calls: readonly RequiredCall[]): boolean =>
  calls.every(call => (realFields.get(`${call.type}.${call.field}`) ?? call.synthetic) === call.synthetic)

function withUsedVariables(
  operation: OperationDefinitionNode,
  field: FieldNode,
  fragments: DocumentNode,
): OperationDefinitionNode {
  const used = new Set<string>()
  const note = { Variable: (node: { name: { value: string } }) => void used.add(node.name.value) }
  visit(field, note)
  visit(fragments, note)
  return {
    ...operation,
    variableDefinitions: operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
    selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
  }
}

const keepNeeded = (
  selections: readonly QueryPlanSelectionNode[],
  needed: ReadonlySet<string>,
): QueryPlanSelectionNode[] =>
  selections
    .filter(node => node.kind !== 'Field' || !node.name.startsWith(SYNTHETIC) || needed.has(node.name))
    .map(node => (node.selections ? { ...node, selections: keepNeeded(node.selections, needed) } : node))

/**
 * Requirements of one part of an uneven fetch: keys and required fields, which may be in fragments of different types,
 * together in each.
 */
function requiresOfAll(
  fragments: readonly QueryPlanSelectionNode[],
  needed: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  const isCall = (node: QueryPlanSelectionNode) => node.kind === 'Field' && node.name.startsWith(SYNTHETIC)
  const selections = keepNeeded(fragments, needed).flatMap(node => node.selections ?? [])
  const required = selections.filter(isCall)
  return keepNeeded(fragments, NOTHING).flatMap(node => {
    const keys = node.selections?.filter(key => key.kind !== 'Field' || key.name !== '__typename') ?? []
    return keys.length > 0 ? [{ ...node, selections: [...(node.selections ?? []), ...required] }] : []
  })
}

const NOTHING: ReadonlySet<string> = new Set()
