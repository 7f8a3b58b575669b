import type { FetchNode, PlanNode } from '@apollo/query-planner'

/**
 * Orders fetches with context arguments after the fetches of the context values. The planner runs both in parallel
 * where a context's values come from another fetch than its object.
 */
export function contextsFirst(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return { ...node, nodes: node.nodes.map(contextsFirst) }
    case 'Parallel':
      return inPhases(node.nodes.map(contextsFirst))
    case 'Condition':
      return {
        ...node,
        ifClause: node.ifClause && contextsFirst(node.ifClause),
        elseClause: node.elseClause && contextsFirst(node.elseClause),
      }
    case 'Flatten':
      return { ...node, node: contextsFirst(node.node) }
    default:
      return node
  }
}

function inPhases(nodes: PlanNode[]): PlanNode {
  const branches = nodes.map(node => ({ node, fetches: fetchesOf(node, []) }))
  const phases: PlanNode[] = []
  let waiting = branches
  while (waiting.length > 0) {
    const blocked = waiting.filter(branch => waiting.some(other => other !== branch && needs(branch, other)))
    // A cycle of branches cannot be ordered.
    const ready = blocked.length < waiting.length ? waiting.filter(branch => !blocked.includes(branch)) : waiting
    phases.push(parallel(ready.map(({ node }) => node)))
    waiting = waiting.filter(branch => !ready.includes(branch))
  }
  const [only] = phases
  return phases.length === 1 && only ? only : { kind: 'Sequence', nodes: phases }
}

function parallel(nodes: PlanNode[]): PlanNode {
  const [only] = nodes
  return nodes.length === 1 && only ? only : { kind: 'Parallel', nodes }
}

interface PlacedFetch {
  fetch: FetchNode
  /** Fields from the root to its entities. */
  path: readonly string[]
}

function fetchesOf(node: PlanNode, path: readonly string[]): PlacedFetch[] {
  switch (node.kind) {
    case 'Fetch':
      return [{ fetch: node, path }]
    case 'Flatten':
      return fetchesOf(node.node, [...path, ...node.path.map(fieldOf).filter(name => name !== '')])
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(child => fetchesOf(child, path))
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap(child => (child ? fetchesOf(child, path) : []))
    default:
      return []
  }
}

/** A path step without its type condition; empty for list items. */
const fieldOf = (step: string | number): string =>
  String(step)
    .replace(/\|\[.*$/, '')
    .replace(/^@$/, '')

function needs(branch: { fetches: PlacedFetch[] }, other: { fetches: PlacedFetch[] }): boolean {
  const values = branch.fetches.flatMap(contextValues)
  return values.some(value => other.fetches.some(fetch => mayGive(fetch, value)))
}

/** Paths of a fetch's context values, as fields from the root. */
function contextValues({ fetch, path }: PlacedFetch): string[][] {
  return (fetch.contextRewrites ?? []).map(({ path: steps }) => {
    const levels = steps.filter(step => step === '..').length
    const fields = steps.filter(step => step !== '..' && !step.startsWith('... on '))
    return [...path.slice(0, path.length - levels), ...fields]
  })
}

function mayGive({ fetch, path }: PlacedFetch, value: readonly string[]): boolean {
  const isAbove = path.length < value.length && path.every((field, index) => field === value[index])
  return isAbove && new RegExp(`\\b${value.at(-1)}\\b`).test(fetch.operation)
}
