/** An operation of a client. */
export interface Operation {
  title: string
  operationName: string
  query: string
  /** Minimum subgraph requests, as made by the hand-written proxy. */
  fetches: number
}

export const operations: readonly Operation[] = [
  { title: 'one field', operationName: 'Me', query: 'query Me { me { username } }', fetches: 1 },
  {
    title: '20 projects x 5 tasks x owners',
    operationName: 'Board',
    query: `query Board {
  projects(first: 20) {
    id
    name
    owner { username displayName }
    tasks(first: 5) { id status progress prompt requestedBy { username } }
  }
}`,
    fetches: 4,
  },
  {
    title: '500 entities',
    operationName: 'Feed',
    query: 'query Feed { tasks(first: 500) { id status prompt requestedBy { username displayName } } }',
    fetches: 2,
  },
]
