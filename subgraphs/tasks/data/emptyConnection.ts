import { type Connection, type PageArgs, pageSize } from '@atelier/platform/graphql/connection.ts'

/** An empty page, for a list that is not visible to the caller. @throws BAD_USER_INPUT for a `first` outside 1..100. */
export function emptyConnection(page: PageArgs): Connection<never> {
  pageSize(page.first)
  return {
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    totalCount: 0,
  }
}
