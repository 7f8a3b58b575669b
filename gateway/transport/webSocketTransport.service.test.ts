import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { captureLog, type LogLine } from '@atelier/testkit/support/capturedLog.ts'
import { readMetrics } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { openSubgraphStreams } from './subgraphStreams.ts'
import type { SubgraphFetchError, SubgraphReply } from './subgraphTransport.ts'
import type { SubscriptionTransport, UpstreamSink } from './subscriptionTransport.ts'
import type { WebSocketTransportOptions } from './webSocketTransport.ts'

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const close of cleanUp.reverse()) await close()
  cleanUp = []
})

interface Subgraph {
  url: string
  /** Connections so far, one entry each. */
  connections: unknown[]
  server: Server
}

/**
 * A subgraph of the test's own behaviour.
 * @param onSocket what it does with each connection, the n-th from 0; without it connections are never answered.
 */
async function startSubgraph(onSocket?: (socket: WebSocket, n: number) => void, port = 0): Promise<Subgraph> {
  const connections: unknown[] = []
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  const open = new Set<Socket>()
  server.on('connection', socket => open.add(socket))
  server.on('upgrade', (request, socket, head) => {
    const n = connections.push(request.url) - 1
    if (onSocket) sockets.handleUpgrade(request, socket, head, webSocket => onSocket(webSocket, n))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(async () => {
    for (const socket of open) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, connections, server }
}

/** Takes a connection as it should, and answers each subscription with these events. */
const sendsEvents =
  (...events: unknown[]) =>
  (socket: WebSocket) => {
    socket.on('message', data => {
      const { type, id } = JSON.parse(String(data))
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type === 'ping') socket.send('{"type":"pong"}')
      if (type !== 'subscribe') return
      for (const payload of events) socket.send(JSON.stringify({ type: 'next', id, payload }))
    })
  }

/** What the names of all figures of subgraphs begin with. */
const COMMON = 'gateway_subgraph_'

/** A transport, and what it counts and logs. */
type Observed = SubscriptionTransport & {
  /** Figures of the subgraph, by their names without what all begin with, and their outcomes if they have one. */
  figures(): Promise<Record<string, number>>
  warnings(): LogLine[]
}

function openTransport(
  options: Pick<WebSocketTransportOptions, 'retries' | 'lastingMs' | 'retryWaitMs' | 'handshakeMs'> & {
    keepAliveMs?: number
  } = {},
): Observed {
  const metrics = createMetrics({ service: 'test' })
  const { logger: log, from } = captureLog()
  const transport = openSubgraphStreams({
    metrics,
    endpoints: { urls: new Map(), protocols: new Map() },
    beginMs: () => Infinity,
    gatewaySecret: undefined,
    messageLimit: 1_000,
    keepAliveMs: options.keepAliveMs ?? 10_000,
    handshakeMs: options.handshakeMs ?? 10_000,
    retries: options.retries ?? 2,
    retryWaitMs: options.retryWaitMs ?? (() => 1),
    lastingMs: options.lastingMs,
    log,
  })
  cleanUp.push(() => transport.close())
  async function figures(): Promise<Record<string, number>> {
    const { all } = await readMetrics(metrics.registry)
    const ofJobs = all.filter(({ name, labels }) => name.startsWith(COMMON) && labels.subgraph === 'jobs')
    return Object.fromEntries(
      ofJobs.map(({ name, labels, value }) => [
        [name.slice(COMMON.length), labels.outcome].filter(Boolean).join(' '),
        value,
      ]),
    )
  }
  return { ...transport, figures, warnings: () => from(40) }
}

/** Subscribes, and keeps what is heard. */
function listen(transport: SubscriptionTransport, url: string) {
  const events: SubgraphReply[] = []
  const failed = Promise.withResolvers<SubgraphFetchError>()
  let resumed = 0
  const sink: UpstreamSink = {
    next: event => void events.push(event),
    resumed: () => {
      resumed += 1
    },
    failed: failed.resolve,
    completed: () => {},
  }
  const request = { service: 'jobs', url, operation: 'subscription { ticks }', variables: {}, extensions: {} }
  const unsubscribe = transport.subscribe(request, sink)
  return { events, failed: failed.promise, resumed: () => resumed, unsubscribe }
}

/** As `sendsEvents`, with each message as these bytes. */
const sendsBytes = (encode: (text: string) => Buffer, options: { binary: boolean }) => (socket: WebSocket) => {
  socket.on('message', data => {
    const { type, id } = JSON.parse(String(data))
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
    if (type !== 'subscribe') return
    socket.send(encode(JSON.stringify({ type: 'next', id, payload: { data: { ticks: 1 } } })), options)
  })
}

describe('messages in other bytes than usual', () => {
  it.each([true, false])('are read when they begin with a byte order mark, binary: %s', async binary => {
    const { url } = await startSubgraph(sendsBytes(text => Buffer.from(`\ufeff${text}`), { binary }))
    const { events } = listen(openTransport(), url)
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 1 } }]))
  })

  it.each([
    ['gzip', (text: string) => gzipSync(text), 'looks like gzip'],
    ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'UTF-16'],
  ])('are logged with the reason that they cannot be read: %s', async (_, encode, reason) => {
    const { url } = await startSubgraph(sendsBytes(encode, { binary: true }))
    const transport = openTransport()
    listen(transport, url)
    await waitUntil(async () =>
      expect(await transport.warnings()).toMatchObject([
        { msg: 'subgraph sent an unreadable message', fault: expect.stringContaining(reason) },
      ]),
    )
  })
})

describe('a subscription to a subgraph', () => {
  it('that takes connections and says nothing is tried again, and fails in the end', async () => {
    const { url, connections } = await startSubgraph()
    const { failed } = listen(openTransport({ handshakeMs: 100 }), url)
    expect(await failed).toMatchObject({ service: 'jobs', reason: 'unreachable' })
    expect(connections).toHaveLength(3)
  })

  it('that never acknowledges is tried again, and fails in the end', async () => {
    const { url, connections } = await startSubgraph(() => {})
    const { failed } = listen(openTransport({ handshakeMs: 100 }), url)
    expect(await failed).toMatchObject({ reason: 'unreachable', message: expect.stringContaining('4504') })
    expect(connections).toHaveLength(3)
  })

  it('that never acknowledges nor lets go is tried again all the same', async () => {
    const { url, connections } = await startSubgraph(socket => socket.pause())
    const { failed } = listen(openTransport({ handshakeMs: 100 }), url)
    expect((await failed).reason).toBe('unreachable')
    expect(connections).toHaveLength(3)
  })

  it('that is down fails in the end', async () => {
    const { url, server } = await startSubgraph()
    await new Promise(resolve => server.close(resolve))
    const { failed } = listen(openTransport(), url)
    expect((await failed).reason).toBe('unreachable')
  })

  it('that is killed goes on when it is back', async () => {
    const before = await startSubgraph(sendsEvents({ data: { ticks: 1 } }))
    const { events, resumed } = listen(openTransport({ retries: 1_000 }), before.url)
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 1 } }]))
    await cleanUp.shift()?.()
    await startSubgraph(sendsEvents({ data: { ticks: 2 } }), Number(new URL(before.url).port))
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 1 } }, { data: { ticks: 2 } }]))
    expect(resumed()).toBe(2)
  })

  it('that hangs after it was well goes on over a new connection', async () => {
    const { url } = await startSubgraph((socket, n) => {
      sendsEvents({ data: { ticks: n } })(socket)
      if (n === 0) socket.on('message', data => String(data).includes('subscribe') && socket.pause())
    })
    const { events } = listen(openTransport({ keepAliveMs: 200, retries: 1_000 }), url)
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 0 } }, { data: { ticks: 1 } }]))
  })

  it('fails when an event is too large, as that would come over and over', async () => {
    const { url, connections } = await startSubgraph(sendsEvents({ data: { ticks: 'x'.repeat(2_000) } }))
    const { failed, events } = listen(openTransport(), url)
    expect((await failed).reason).toBe('too large')
    expect(events).toEqual([])
    expect(connections).toHaveLength(1)
  })

  it('tells of an event that is not GraphQL as an error, and goes on', async () => {
    const { url } = await startSubgraph(sendsEvents({ hello: 'world' }, { data: { ticks: 2 } }))
    const { events } = listen(openTransport(), url)
    await waitUntil(() => expect(events).toHaveLength(2))
    expect(events[0]).toEqual({ errors: [{ message: 'The event is not GraphQL.' }] })
    expect(events[1]).toEqual({ data: { ticks: 2 } })
  })
})

describe('a message that is not one of the protocol', () => {
  /** Answers the n-th subscription of a connection, from 0, with a text, in which `$ID` stands for its name. */
  const answers =
    (...texts: string[]) =>
    (socket: WebSocket) => {
      let n = -1
      socket.on('message', data => {
        const { type, id } = JSON.parse(String(data))
        if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
        if (type === 'complete') completed.push(id)
        if (type !== 'subscribe') return
        n += 1
        socket.send((texts[n] ?? '').replace('$ID', id))
        socket.send(JSON.stringify({ type: 'next', id, payload: { data: { ticks: n } } }))
      })
    }
  let completed: string[] = []
  beforeEach(() => {
    completed = []
  })

  it.each([
    '{"id":"$ID","type":"next","payload":null}',
    '{"id":"$ID","type":"next","payload":[{"data":null}]}',
    '{"id":"$ID","type":"error","payload":[]}',
    '{"id":"$ID","type":"error","payload":{"message":"x"}}',
    '{"id":"$ID","type":"error","payload":["x"]}',
    '{"id":"$ID","type":"nonsense"}',
    '{"id":"$ID"}',
  ])('fails the subscription that it names, and no other: %s', async text => {
    const { url, connections } = await startSubgraph(answers('{"type":"pong"}', text))
    const transport = openTransport()
    const good = listen(transport, url)
    await waitUntil(() => expect(good.events).toEqual([{ data: { ticks: 0 } }]))
    const bad = listen(transport, url)
    expect(await bad.failed).toMatchObject({ service: 'jobs', reason: 'not GraphQL' })
    await waitUntil(() => expect(completed).toHaveLength(1))
    const later = listen(transport, url)
    await waitUntil(() => expect(later.events).toEqual([{ data: { ticks: 2 } }]))
    expect([bad.events, connections.length, good.resumed()]).toEqual([[], 1, 1])
  })

  it.each(['{"id":"$ID","type":"ne', 'hello', '[]', 'null', '{"id":7,"type":"next","payload":{}}'])(
    'is passed over where it names none, of which the log warns once for a connection: %s',
    async text => {
      const { url, connections } = await startSubgraph(answers(text, text))
      const transport = openTransport()
      for (const n of [0, 1]) {
        const { events } = listen(transport, url)
        await waitUntil(() => expect(events).toEqual([{ data: { ticks: n } }]))
      }
      expect(connections).toHaveLength(1)
      expect(transport.warnings()).toEqual([
        expect.objectContaining({ serviceName: 'jobs', fault: expect.any(String) }),
      ])
    },
  )
})

describe('a subgraph that takes connections and closes them at once', () => {
  const closesWith = (code: number) => (socket: WebSocket) => {
    socket.on('message', data => {
      const { type } = JSON.parse(String(data))
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (type === 'subscribe') socket.close(code, 'boom')
    })
  }

  it.each([1012, 1001, 1000])('with %s is tried again later and later, and fails in the end', async code => {
    const { url, connections } = await startSubgraph(closesWith(code))
    const waits: number[] = []
    const retryWaitMs = (tries: number) => {
      waits.push(tries)
      return 1
    }
    const transport = openTransport({ retries: 4, retryWaitMs })
    const all = [listen(transport, url), listen(transport, url)]
    for (const { failed } of all) expect((await failed).reason).toBe('unreachable')
    expect(connections).toHaveLength(5)
    expect(waits).toEqual([0, 1, 2, 3])
  })

  it('is tried as often again once a connection has lasted', async () => {
    const { url, connections } = await startSubgraph((socket, n) => {
      if (n !== 1) return closesWith(1012)(socket)
      sendsEvents()(socket)
      // Real time: more than `lastingMs`, which the transport measures.
      setTimeout(() => socket.close(1012), 100)
    })
    const { failed } = listen(openTransport({ retries: 2, lastingMs: 20 }), url)
    expect((await failed).reason).toBe('unreachable')
    expect(connections).toHaveLength(4)
  })
})

describe('what is counted of subscriptions to a subgraph', () => {
  const errors = [{ message: 'Sign in to watch.', extensions: { code: 'UNAUTHENTICATED' } }]
  const answers = (type: string, payload?: unknown) => (socket: WebSocket) => {
    socket.on('message', data => {
      const message = JSON.parse(String(data))
      if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}')
      if (message.type !== 'subscribe') return
      socket.send(JSON.stringify({ type, id: message.id, payload }))
      socket.send(JSON.stringify({ type: 'complete', id: message.id }))
    })
  }

  it.each([
    ['completed', answers('next', { data: { ticks: 1 } })],
    ['rejected', answers('next', { errors })],
    ['rejected', answers('error', errors)],
    ['too_large', answers('next', { data: { ticks: 'x'.repeat(2_000) } })],
  ])('is how each ended: %s', async (outcome, onSocket) => {
    const { url } = await startSubgraph(onSocket)
    const transport = openTransport()
    listen(transport, url)
    await waitUntil(async () =>
      expect(await transport.figures()).toMatchObject({
        subscriptions_opened_total: 1,
        [`subscriptions_total ${outcome}`]: 1,
      }),
    )
  })

  it('is the events that came, the connection that they share, and that the gateway ended one', async () => {
    const { url } = await startSubgraph(sendsEvents({ data: { ticks: 1 } }))
    const transport = openTransport()
    const one = listen(transport, url)
    const other = listen(transport, url)
    await waitUntil(() => expect([...one.events, ...other.events]).toHaveLength(2))
    one.unsubscribe()
    one.unsubscribe()
    expect(await transport.figures()).toEqual({
      subscriptions_opened_total: 2,
      'subscriptions_total ended': 1,
      events_total: 2,
      websockets: 1,
      websockets_opened_total: 1,
    })
    expect(transport.trouble()).toBeUndefined()
  })

  it('is a loss, and each try to connect again; the log warns once, and health says so meanwhile', async () => {
    const before = await startSubgraph(sendsEvents({ data: { ticks: 1 } }))
    const transport = openTransport({ retries: 1_000 })
    const { events } = listen(transport, before.url)
    await waitUntil(() => expect(events).toHaveLength(1))
    await cleanUp.shift()?.()
    await waitUntil(async () => expect((await transport.figures()).websocket_retries_total).toBeGreaterThan(3))
    expect(transport.trouble()).toBe('the stream of jobs is lost')
    expect(await transport.figures()).not.toHaveProperty('websockets')

    await startSubgraph(sendsEvents({ data: { ticks: 2 } }), Number(new URL(before.url).port))
    await waitUntil(() => expect(events).toHaveLength(2))
    expect(await transport.figures()).toMatchObject({
      websockets: 1,
      websockets_opened_total: 2,
      websockets_lost_total: 1,
    })
    expect(transport.trouble()).toBeUndefined()
    expect(transport.warnings()).toEqual([expect.objectContaining({ serviceName: 'jobs', subscriptions: 1 })])
  })

  it('is that a subgraph is down from the beginning, of which the log warns once', async () => {
    const { url, server } = await startSubgraph()
    await new Promise(resolve => server.close(resolve))
    const transport = openTransport()
    await listen(transport, url).failed
    expect(await transport.figures()).toEqual({
      subscriptions_opened_total: 1,
      'subscriptions_total unreachable': 1,
      websocket_retries_total: 2,
    })
    expect(transport.warnings()).toEqual([
      expect.objectContaining({ serviceName: 'jobs', fault: expect.stringContaining('ECONNREFUSED') }),
    ])
  })

  it('is forgotten of a subgraph that is served no more', async () => {
    const { url } = await startSubgraph(sendsEvents({ data: { ticks: 1 } }))
    const transport = openTransport()
    const { events, unsubscribe } = listen(transport, url)
    await waitUntil(() => expect(events).toHaveLength(1))
    unsubscribe()
    transport.keep(new Map([['jobs', url]]))
    expect(await transport.figures()).toMatchObject({ websockets: 1 })
    transport.keep(new Map())
    expect(await transport.figures()).toEqual({})
  })
})
