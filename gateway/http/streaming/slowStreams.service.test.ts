import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { Feed } from '@atelier/testkit/gateway/feed.ts'
import { composeForTest, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { startSubgraph } from '@atelier/testkit/gateway/subgraphServer.ts'
import { createTestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { gatewayEnvironment } from '../../config.ts'
import { createGateway } from '../../gateway.ts'

interface Event {
  n: number
  id: string
  version: number
  text: string
}
type Kind = 'messages' | 'notes' | 'entries'

/** The gateway before a subgraph of streams: of values, of entities without versions, and of entities with them. */
async function startStreams(env: Record<string, string> = {}) {
  const feeds = new Set<{ kind: Kind; feed: Feed<Record<string, Event>> }>()
  const stream = (kind: Kind) => ({
    subscribe: () => {
      const entry = { kind, feed: new Feed<Record<string, Event>>(() => feeds.delete(entry)) }
      feeds.add(entry)
      return entry.feed
    },
  })
  const subgraph: TestSubgraph = {
    name: 'streams',
    typeDefs: `
      type Query { one: Int }
      type Subscription { messages: Message! notes: Note! entries: Entry! }
      type Message { n: Int! text: String! }
      type Note @key(fields: "id") { id: ID! n: Int! text: String! }
      type Entry @key(fields: "id") { id: ID! version: Int! n: Int! text: String! }`,
    resolvers: { Subscription: { messages: stream('messages'), notes: stream('notes'), entries: stream('entries') } },
  }
  const ports = await createTestPorts()
  const server = await startSubgraph(subgraph)
  const sdl = composeForTest([subgraph], () => server.url)
  const waits = { STREAM_HEARTBEAT_MS: '60000', WEBSOCKET_KEEP_ALIVE_MS: '60000' }
  const gateway = await createGateway({
    config: loadConfig(gatewayEnvironment, { AUTH: 'off', ...waits, ...env }),
    log: ports.log,
    clock: ports.clock,
    source: { read: async () => sdl, watch: () => () => {} },
  })
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    send(kind: Kind, event: Event) {
      for (const entry of feeds) if (entry.kind === kind) entry.feed.push({ [kind]: event })
    },
    /** Subscriptions that are open in the subgraph. */
    open: () => feeds.size,
    async close() {
      await gateway.close()
      await Promise.all([server.close(), ports.close()])
    },
  }
}

let gateway: Awaited<ReturnType<typeof startStreams>>
afterEach(() => gateway.close())

const EVENTS = 160
const text = 'x'.repeat(250_000)
const watch = (kind: Kind) => `subscription { ${kind} { n text } }`
const SLOW = { code: 'SUBSCRIPTION_TOO_SLOW' }

/** Sends 40 MB of events, each when another client has read the one before. */
async function sendAll(kind: Kind, id: (n: number) => string): Promise<void> {
  const quick = await RawSocket.connect(gateway.url)
  quick.subscribe('1', `subscription { ${kind} { n } }`)
  await waitUntil(() => expect(gateway.open()).toBe(2))
  for (let n = 1; n <= EVENTS; n += 1) {
    gateway.send(kind, { n, id: id(n), version: n, text })
    const { payload } = await quick.next()
    expect(payload.data[kind].n).toBe(n)
  }
  quick.socket.terminate()
}

async function pausedSocket(kind: Kind): Promise<RawSocket> {
  const raw = await RawSocket.connect(gateway.url)
  raw.subscribe('1', watch(kind))
  await waitUntil(() => expect(gateway.open()).toBe(1))
  raw.socket.pause()
  return raw
}

const numbersTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

describe('a client that reads nothing for a while', () => {
  it.each(['messages', 'notes'] as const)('gets each of the %s, which are no states, in order', async kind => {
    const much = '100000000'
    gateway = await startStreams({
      SUBSCRIPTION_MAX_WAITING_BYTES: much,
      MAX_WAITING_EVENT_BYTES_PER_CALLER: much,
      MAX_WAITING_EVENT_BYTES: much,
    })
    const raw = await pausedSocket(kind)
    await sendAll(kind, () => 'same')
    raw.socket.resume()
    const numbers: number[] = []
    while (numbers.length < EVENTS) numbers.push((await raw.next()).payload.data[kind].n)
    expect(numbers).toEqual(numbersTo(EVENTS))
    raw.socket.terminate()
  })

  it.each(['messages', 'notes', 'entries'] as const)('is told that it lost %s when too many waited', async kind => {
    gateway = await startStreams()
    const raw = await pausedSocket(kind)
    await sendAll(kind, String)
    await waitUntil(() => expect(gateway.open()).toBe(0))
    raw.socket.resume()
    const numbers: number[] = []
    let last = await raw.next()
    for (; !last.payload.errors; last = await raw.next()) numbers.push(last.payload.data[kind].n)
    expect(numbers).toEqual(numbersTo(numbers.length))
    expect(last).toMatchObject({ id: '1', type: 'next', payload: { errors: [{ extensions: SLOW }] } })
    expect(await raw.next()).toEqual({ id: '1', type: 'complete' })

    raw.subscribe('1', watch(kind))
    await waitUntil(() => expect(gateway.open()).toBe(1))
    gateway.send(kind, { n: 1000, id: 'new', version: 1, text: '' })
    expect((await raw.next()).payload.data[kind].n).toBe(1000)
    raw.socket.terminate()
  })

  it.each([
    ['text/event-stream', 'event: complete\ndata:\n\n'],
    ['multipart/mixed;subscriptionSpec=1.0', '--graphql--\r\n'],
  ])('is told so on a stream of %s', async (accept, end) => {
    gateway = await startStreams()
    const headers = { 'content-type': 'application/json', accept }
    const body = JSON.stringify({ query: watch('entries') })
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })
    await waitUntil(() => expect(gateway.open()).toBe(1))
    await sendAll('entries', String)
    await waitUntil(() => expect(gateway.open()).toBe(0))
    const told = await response.text()
    const numbers = [...told.matchAll(/"n":(\d+)/g)].map(match => Number(match[1]))
    expect(numbers).toEqual(numbersTo(numbers.length))
    expect(numbers.length).toBeLessThan(EVENTS)
    expect(told).toContain(`"extensions":${JSON.stringify(SLOW)}`)
    expect(told.endsWith(end)).toBe(true)
  })
})

describe('a client that comes later', () => {
  it('does not count as slow for all that went by before', async () => {
    gateway = await startStreams()
    const first = await RawSocket.connect(gateway.url)
    first.subscribe('1', watch('entries'))
    await waitUntil(() => expect(gateway.open()).toBe(1))
    for (let n = 1; n <= 40; n += 1) {
      gateway.send('entries', { n, id: String(n), version: 1, text })
      await first.next()
    }
    const later = await RawSocket.connect(gateway.url)
    later.subscribe('1', watch('entries'))
    await waitUntil(() => expect(gateway.open()).toBe(2))
    gateway.send('entries', { n: 41, id: '41', version: 1, text: '' })
    expect((await later.next()).payload.data.entries).toEqual({ n: 41, text: '' })
    for (const { socket } of [first, later]) socket.terminate()
  })
})
