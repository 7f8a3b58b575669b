import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { createTestPorts, type TestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { shield } from 'graphql-shield'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createHealth } from '../health/health.ts'
import { createHttpServer, listen } from '../http/httpServer.ts'
import { createMetrics } from '../metrics/metrics.ts'
import type { BaseContext } from './subgraphOptions.ts'
import { createSubgraphSchema } from './subgraphSchema.ts'
import { serveSubgraph } from './subgraphServer.ts'

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { hello: String }
  type Subscription { burst: [String!]! small: Int! }
`
const EVENT = Array.from({ length: 40 }, () => 'x'.repeat(9_000))
const EVENT_LENGTH = 360_000
/** Their events have much more bytes than the system keeps for a connection on both sides. */
const MANY = 120

let burst: PromiseWithResolvers<void>
let waiting: number
let ended: number

/** One event when it is told to, and then, if it is read on, no more. */
async function* event<T>(value: T) {
  try {
    waiting += 1
    await burst.promise
    yield value
  } finally {
    ended += 1
  }
}

const resolvers = {
  Query: { hello: () => 'hello' },
  Subscription: {
    burst: { subscribe: () => event({ burst: EVENT }) },
    small: { subscribe: () => event({ small: 1 }) },
  },
}

let ports: TestPorts
let url: string
let sockets: Socket[]
let clients: WebSocket[]
let close: () => Promise<void>

beforeEach(async () => {
  burst = Promise.withResolvers()
  ended = 0
  waiting = 0
  sockets = []
  clients = []
  ports = await createTestPorts()
  const http = createHttpServer({
    ...ports.http,
    log: ports.log,
    metrics: createMetrics({ service: 'test' }),
    health: createHealth(),
  })
  http.server.on('connection', socket => sockets.push(socket))
  const stop = await serveSubgraph<BaseContext>({
    ...ports,
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions: shield({}) }),
    createContext: caller => ({ caller }),
  })
  url = await listen(http, { host: '127.0.0.1', port: 0 })
  let closed: Promise<void> | undefined
  close = () => {
    closed ??= stop().then(() => http.close())
    return closed
  }
})
afterEach(async () => {
  for (const client of clients) client.terminate()
  await close()
  await ports.close()
})

interface Message {
  id?: string
  type: string
  payload?: { data?: { burst?: string[]; small?: number } | null }
}

/** A gateway that has subscribed, and whose subscriptions wait for their events. */
async function subscribed(fields: string[]) {
  const client = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  clients.push(client)
  client.on('error', () => {})
  const messages: Message[] = []
  client.on('message', data => messages.push(JSON.parse(String(data))))
  await once(client, 'open')
  const send = (message: object) => client.send(JSON.stringify(message))
  send({ type: 'connection_init', payload: { gatewaySecret: ports.gatewaySecret } })
  await waitUntil(() => expect(messages).toHaveLength(1))
  for (const [index, field] of fields.entries()) {
    send({ id: String(index), type: 'subscribe', payload: { query: `subscription { ${field} }` } })
  }
  await waitUntil(() => expect(waiting).toBe(fields.length))
  return { client, send, events: () => messages.filter(({ type }) => type === 'next') }
}

const unsent = () => sockets.reduce((bytes, { writableLength }) => bytes + writableLength, 0)

/** The most bytes that waited for the gateway while the server had time to write more. */
async function mostUnsent(): Promise<number> {
  let most = 0
  for (let turn = 0; turn < 400; turn++) {
    most = Math.max(most, unsent())
    await setImmediate()
  }
  return most
}

describe('events of very many subscriptions at once', () => {
  it('wait as results while the gateway reads nothing, and all come once it does', async () => {
    const { client, events } = await subscribed(Array(MANY).fill('burst'))
    client.pause()
    burst.resolve()
    const most = await mostUnsent()
    await waitUntil(() => expect(unsent()).toBeGreaterThan(0))
    expect(Math.max(most, await mostUnsent())).toBeLessThan(2 * EVENT_LENGTH)
    expect(ended).toBeLessThan(MANY)

    client.resume()
    await waitUntil(() => expect(events()).toHaveLength(MANY))
    for (const { payload } of events()) expect(payload).toEqual({ data: { burst: EVENT } })
    await waitUntil(() => expect(ended).toBe(MANY))
  })

  it('come soon to a gateway that reads, the small ones behind the large ones', async () => {
    const fields = [...Array(20).fill('burst'), ...Array(200).fill('small')]
    const { events } = await subscribed(fields)
    burst.resolve()
    await waitUntil(() => expect(events()).toHaveLength(fields.length))
    expect(new Set(events().map(({ id }) => id)).size).toBe(fields.length)
  })

  it('are not sent any more when their subscription was completed while they waited', async () => {
    const { client, send, events } = await subscribed(Array(MANY).fill('burst'))
    client.pause()
    burst.resolve()
    await waitUntil(() => expect(unsent()).toBeGreaterThan(0))
    for (let index = 0; index < MANY; index++) send({ id: String(index), type: 'complete' })
    send({ id: 'last', type: 'subscribe', payload: { query: 'subscription { small }' } })
    await waitUntil(() => expect(waiting).toBe(MANY + 1))
    client.resume()
    await waitUntil(() => expect(events().at(-1)?.id).toBe('last'))
    const sent = events().filter(({ payload }) => payload?.data?.burst)
    expect(sent.length).toBeLessThan(MANY / 2)
    await waitUntil(() => expect(ended).toBe(MANY + 1))
  })

  it('are let go of when the connection is gone', async () => {
    const { client } = await subscribed(Array(MANY).fill('burst'))
    client.pause()
    burst.resolve()
    await waitUntil(() => expect(unsent()).toBeGreaterThan(0))
    client.terminate()
    await waitUntil(() => expect(ended).toBe(MANY))
  })

  it('that nobody reads do not keep the process from ending', async () => {
    const { client } = await subscribed(Array(MANY).fill('burst'))
    client.pause()
    burst.resolve()
    await waitUntil(() => expect(unsent()).toBeGreaterThan(0))
    await close()
    await waitUntil(() => expect(ended).toBe(MANY))
  })
})
