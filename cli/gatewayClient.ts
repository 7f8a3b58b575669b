import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** A client of Atelier's gateway with typed documents. It throws on errors, as the types of the documents require. */
export interface GatewayClient {
  /** @throws CommandError with one sentence when the request fails, or its response is incomplete or has errors. */
  run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Data>
  /** Events of a subscription; reconnects automatically. */
  watch<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): AsyncIterable<Data>
  /** Authenticates later requests by this token. */
  signIn(accessToken: string): void
  close(): Promise<void>
}

/** The command failed; the message is a sentence for the user. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

interface Answer<Data> {
  data?: Data | null
  errors?: readonly { message: string }[]
}

/** @param url base URL of the gateway. */
export function createGatewayClient(url: string): GatewayClient {
  let authorization: string | undefined
  let sockets: Client | undefined
  const endpoint = new URL('/graphql', url)

  return {
    async run(document, variables) {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
        body: JSON.stringify({ query: print(document), variables }),
        signal: AbortSignal.timeout(30_000),
      }).catch(error => {
        throw new CommandError(`No response from ${url}: ${reasonOf(error)}.`)
      })
      const answer = await response.json().catch(() => {
        throw new CommandError(`${url} is not the gateway of an Atelier (status ${response.status}).`)
      })
      return dataOf(answer as Answer<never>)
    },
    async *watch(document, variables) {
      sockets ??= createClient({
        url: endpoint.href.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: () => ({ authorization }),
        retryAttempts: 10,
        shouldRetry: () => true,
      })
      const events = sockets.iterate({ query: print(document), variables: variables as Record<string, unknown> })
      for await (const event of events) yield dataOf(event as Answer<never>)
    },
    signIn(accessToken) {
      authorization = `Bearer ${accessToken}`
    },
    async close() {
      await sockets?.dispose()
    },
  }
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (errors?.length) throw new CommandError(errors.map(error => error.message).join(' '))
  if (!data) throw new CommandError('Atelier sent an empty response.')
  return data
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
