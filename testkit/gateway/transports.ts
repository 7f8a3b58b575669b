import type { TestGateway } from './testGateway.ts'
import { Results } from './testGateway.ts'

/** Parameters of a request. */
export interface Params {
  query?: string
  operationName?: string
  variables?: object
  documentId?: string
  extensions?: Record<string, unknown>
}

/** A response over any transport. */
export interface AnyAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
  data?: any
  errors?: { message: string; extensions: Record<string, unknown> }[]
}

/**
 * Every transport of queries and mutations; a protection must hold on all of them. Multipart is for subscriptions alone: a
 * query that accepts it is answered as by POST.
 */
export const transports: Record<string, (gateway: TestGateway, params: Params) => Promise<AnyAnswer>> = {
  POST: async ({ url }, params) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    return response.json() as Promise<AnyAnswer>
  },

  GET: async ({ url }, params) => {
    const given = Object.entries(params).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    )
    const response = await fetch(`${url}/graphql?${new URLSearchParams(given)}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    })
    return response.json() as Promise<AnyAnswer>
  },

  'server-sent events': async ({ url }, params) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(params),
    })
    const text = await response.text()
    const [, event] = /event: next\r?\ndata: (.*)/.exec(text) ?? []
    return JSON.parse(event ?? text) as AnyAnswer
  },

  WebSocket: async (gateway, params) => {
    await using results = new Results(gateway.connect(), { query: '', ...params } as ConstructorParameters<
      typeof Results
    >[1])
    try {
      return (await results.next()) as AnyAnswer
    } catch (error) {
      if (Array.isArray(error)) return { errors: error as AnyAnswer['errors'] }
      throw error
    }
  },
}
