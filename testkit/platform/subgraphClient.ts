import { randomUUID } from 'node:crypto'
import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** A response of a GraphQL server, loosely typed for tests. */
export interface GraphQLAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
  data?: any
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
}

/** A client of a subgraph, as the gateway. */
export interface SubgraphClient {
  run(query: string, variables?: Record<string, unknown>, token?: string): Promise<GraphQLAnswer>
  /** Events of a subscription; ends when the loop is left or the server completes it. */
  subscribe(query: string, variables?: Record<string, unknown>, token?: string): AsyncIterableIterator<GraphQLAnswer>
  close(): Promise<void>
}

/** @param url base URL of the subgraph, without `/graphql`. */
export function createSubgraphClient(url: string, gatewaySecret: string): SubgraphClient {
  let sockets: Client | undefined
  return {
    async run(query, variables, token) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          [GATEWAY_SECRET_HEADER]: gatewaySecret,
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as GraphQLAnswer
    },
    subscribe(query, variables, token) {
      sockets ??= createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { gatewaySecret },
        retryAttempts: 0,
        generateID: () => randomUUID(),
      })
      return sockets.iterate({
        query,
        variables,
        extensions: token ? { authorization: `Bearer ${token}` } : {},
      }) as AsyncIterableIterator<GraphQLAnswer>
    },
    async close() {
      await sockets?.dispose()
    },
  }
}
