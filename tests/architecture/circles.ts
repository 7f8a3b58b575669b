/**
 * Groups of nodes each of which is reached from every other of the group: the strongly connected components of more than
 * one node, by Tarjan's algorithm (SIAM J. Comput. 1(2), 1972).
 */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = []
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []

  function visit(node: string): void {
    order.set(node, order.size)
    lowest.set(node, order.size - 1)
    open.push(node)
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) visit(next)
      if (open.includes(next)) lowest.set(node, Math.min(numberIn(lowest, node), numberIn(lowest, next)))
    }
    if (lowest.get(node) !== order.get(node)) return
    const group = open.splice(open.indexOf(node))
    if (group.length > 1) found.push(group.sort())
  }
  for (const node of edges.keys()) if (!order.has(node)) visit(node)
  return found
}

const numberIn = (map: ReadonlyMap<string, number>, node: string): number => map.get(node) ?? Infinity
