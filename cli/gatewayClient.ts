import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** An answer without errors: its fields are null only beside an error, which is thrown instead. */
export type Complete<Data> = { [Field in keyof Data]: NonNullable<Data[Field]> }

/** Speaks to the gateway of an Atelier by typed documents. */
export interface GatewayClient {
  /** @throws CommandError with one sentence when there is no answer, a part of it is missing, or it is an error. */
  run<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Complete<Data>>
  /** The events of a subscription; reconnects by itself. */
  watch<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): AsyncIterable<Complete<Data>>
  /** From now on speaks for the holder of this token. */
  signIn(accessToken: string): void
  close(): Promise<void>
}

/** Thrown when Atelier cannot do what was asked; the message is a sentence for the person at the terminal. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

interface Answer<Data> {
  data?: Data | null
  errors?: readonly { message: string }[]
}

/** @param url the gateway's base URL. */
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
        throw new CommandError(`No answer from ${url}: ${reasonOf(error)}.`)
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

function dataOf<Data>({ data, errors }: Answer<Data>): Complete<Data> {
  if (errors?.length) throw new CommandError(errors.map(error => error.message).join(' '))
  if (!isComplete(data)) throw new CommandError('Atelier gave an empty answer.')
  return data
}

const isComplete = <Data>(data: Data | null | undefined): data is Data & Complete<Data> =>
  !!data && Object.values(data).every(value => value !== null)

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}
