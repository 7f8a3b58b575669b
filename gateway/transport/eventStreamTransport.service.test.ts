import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createGzip, gzipSync } from 'node:zlib'
import { GATEWAY_SECRET_HEADER } from '@atelier/platform/auth/gatewaySecret.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { readMetrics } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { openSubgraphStreams, type SubgraphStreamsOptions } from './subgraphStreams.ts'
import type { SubgraphFetchError, SubgraphReply } from './subgraphTransport.ts'
import type { UpstreamExtensions } from './subscriptionTransport.ts'

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const close of cleanUp.reverse()) await close()
  cleanUp = []
})

type Behaviour = (response: ServerResponse, n: number, request: IncomingMessage) => unknown

/** A subgraph of the test's own behaviour: what it does with each request, the n-th from 0. */
async function startSubgraph(behave: Behaviour, port = 0) {
  const requests: { headers: IncomingMessage['headers']; body: unknown }[] = []
  const open = new Set<ServerResponse>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const n = requests.push({ headers: request.headers, body: JSON.parse(body) }) - 1
    open.add(response)
    response.once('close', () => open.delete(response))
    await behave(response, n, request)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  cleanUp.push(close)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, requests, open, close }
}

const begin = (response: ServerResponse, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })

const next = (payload: unknown) => `event: next\ndata: ${JSON.stringify(payload)}\n\n`
const tick = (ticks: unknown) => next({ data: { ticks } })
const COMPLETE = 'event: complete\ndata:\n\n'

/** Sends this, and leaves the stream open. */
const streams =
  (...parts: string[]): Behaviour =>
  response => {
    begin(response).write(parts.join(''))
  }

type Options = Partial<
  Pick<SubgraphStreamsOptions, 'retries' | 'retryWaitMs' | 'lastingMs' | 'keepAliveMs' | 'beginMs' | 'gatewaySecret'>
>

function openTransport(options: Options = {}) {
  const metrics = createMetrics({ service: 'test' })
  const { logger: log, from } = captureLog()
  const transport = openSubgraphStreams({
    metrics,
    endpoints: { urls: new Map(), protocols: new Map([['jobs', 'sse']]) },
    gatewaySecret: undefined,
    messageLimit: 1_000,
    keepAliveMs: 10_000,
    beginMs: () => Infinity,
    retries: 2,
    retryWaitMs: () => 1,
    log,
    ...options,
  })
  cleanUp.push(() => transport.close())
  async function figures(): Promise<Record<string, number>> {
    const { all } = await readMetrics(metrics.registry)
    const ofJobs = all.filter(({ name, labels }) => name.startsWith('gateway_subgraph_') && labels.subgraph === 'jobs')
    const short = (name: string) => name.slice('gateway_subgraph_'.length)
    return Object.fromEntries(
      ofJobs.map(({ name, labels, value }) => [[short(name), labels.outcome].filter(Boolean).join(' '), value]),
    )
  }
  return { ...transport, figures, warnings: () => from(40) }
}

/** Subscribes, and keeps what is heard. */
function listen(transport: ReturnType<typeof openTransport>, url: string, extensions: UpstreamExtensions = {}) {
  const events: SubgraphReply[] = []
  const failed = Promise.withResolvers<SubgraphFetchError>()
  const completed = Promise.withResolvers<void>()
  let resumed = 0
  const variables = { step: 2 }
  const unsubscribe = transport.subscribe(
    { service: 'jobs', url, operation: 'subscription Ticks { ticks }', operationName: 'Ticks', variables, extensions },
    {
      next: event => void events.push(event),
      resumed: () => {
        resumed += 1
      },
      failed: failed.resolve,
      completed: completed.resolve,
    },
  )
  return { events, failed: failed.promise, completed: completed.promise, resumed: () => resumed, unsubscribe }
}

describe('a subscription to a subgraph over server-sent events', () => {
  it('sends the operation, and what identifies gateway and caller as headers', async () => {
    const { url, requests } = await startSubgraph(streams(tick(1), COMPLETE))
    const { events, completed, resumed } = listen(openTransport({ gatewaySecret: 'shared' }), url, {
      authorization: 'Bearer ada',
      traceparent: '00-1-2-01',
      clientAddress: '10.0.0.1',
      headers: { 'x-tenant': 'acme', cookie: 'session=1' },
    })
    await completed
    expect(events).toEqual([{ data: { ticks: 1 } }])
    expect(resumed()).toBe(1)
    expect(requests[0]?.body).toEqual({
      query: 'subscription Ticks { ticks }',
      operationName: 'Ticks',
      variables: { step: 2 },
    })
    expect(requests[0]?.headers).toMatchObject({
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: 'Bearer ada',
      traceparent: '00-1-2-01',
      'x-forwarded-for': '10.0.0.1',
      [GATEWAY_SECRET_HEADER]: 'shared',
      'x-tenant': 'acme',
      cookie: 'session=1',
    })
  })

  it('closes its connection when it is not needed any more', async () => {
    const { url, open } = await startSubgraph(streams(tick(1)))
    const transport = openTransport()
    const { events, unsubscribe } = listen(transport, url)
    await waitUntil(() => expect(events).toHaveLength(1))
    unsubscribe()
    unsubscribe()
    await waitUntil(() => expect(open.size).toBe(0))
    expect(await transport.figures()).toEqual({
      subscriptions_opened_total: 1,
      'subscriptions_total ended': 1,
      events_total: 1,
      event_streams_opened_total: 1,
    })
    expect(transport.warnings()).toEqual([])
  })

  it('passes over events of other names, of which the log warns once', async () => {
    const { url } = await startSubgraph(streams('data: hello\n\n', 'event: ping\ndata: 1\n\n', tick(1), COMPLETE))
    const transport = openTransport()
    const { events, completed } = listen(transport, url)
    await completed
    expect(events).toEqual([{ data: { ticks: 1 } }])
    expect(transport.warnings()).toMatchObject([{ serviceName: 'jobs', fault: 'an event named "message"' }])
  })

  it('reads streams that are compressed, though it does not ask for that', async () => {
    const { url } = await startSubgraph(response => {
      const gzip = createGzip()
      gzip.pipe(begin(response, { 'content-encoding': 'gzip' }))
      gzip.write(tick(1))
      gzip.flush()
    })
    const { events } = listen(openTransport(), url)
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 1 } }]))
  })

  it('tells of an event that is not GraphQL as an error, and goes on', async () => {
    const { url } = await startSubgraph(streams(next({ hello: 'world' }), tick(2)))
    const { events } = listen(openTransport(), url)
    await waitUntil(() => expect(events).toHaveLength(2))
    expect(events[0]).toEqual({ errors: [{ message: 'The event is not GraphQL.' }] })
    expect(events[1]).toEqual({ data: { ticks: 2 } })
  })

  it.each([
    ['too large', streams(tick('x'.repeat(2_000)))],
    ['too large', streams(`: ${'x'.repeat(2_000)}`)],
    ['not GraphQL', streams('event: next\ndata: {"data":\n\n')],
    ['not GraphQL', (response: ServerResponse) => response.writeHead(404).end('<html>No such page</html>')],
    ['not GraphQL', (response: ServerResponse) => response.writeHead(302, { location: '/' }).end()],
    ['not GraphQL', (response: ServerResponse) => begin(response, { 'content-encoding': 'gzip' }).end('no gzip')],
  ] as [string, Behaviour][])('fails at once when that would come over and over: %s', async (reason, behave) => {
    const { url, requests } = await startSubgraph(behave)
    const { failed, events } = listen(openTransport(), url)
    expect(await failed).toMatchObject({ service: 'jobs', reason })
    expect(events).toEqual([])
    expect(requests).toHaveLength(1)
  })
})

describe('a refusal of a subgraph', () => {
  const errors = [{ message: 'Sign in to watch.', extensions: { code: 'UNAUTHENTICATED' } }]
  const json = JSON.stringify({ errors })
  const type = { 'content-type': 'application/graphql-response+json' }

  it.each([
    ['an event', streams(next({ errors }), COMPLETE)],
    ['a response', (response: ServerResponse) => response.writeHead(200, type).end(json)],
    ['a response with 401', (response: ServerResponse) => response.writeHead(401, type).end(json)],
    ['a response with 500', (response: ServerResponse) => response.writeHead(500, type).end(json)],
    [
      'a response in gzip',
      (response: ServerResponse) =>
        response.writeHead(400, { ...type, 'content-encoding': 'gzip' }).end(gzipSync(json)),
    ],
  ] as [string, Behaviour][])('is told as one, and ends the subscription: %s', async (_, behave) => {
    const { url, requests } = await startSubgraph(behave)
    const transport = openTransport()
    const { events, completed } = listen(transport, url)
    await completed
    expect(events).toMatchObject([{ errors, isRejection: true }])
    expect(await transport.figures()).toMatchObject({ 'subscriptions_total rejected': 1 })
    expect(requests).toHaveLength(1)
  })
})

describe('a stream that is lost', () => {
  it.each([
    ['is never answered', () => {}],
    ['ends without complete', (response: ServerResponse) => begin(response).end(tick(1))],
    ['is cut off', (response: ServerResponse) => response.destroy()],
    ['is answered with 500', (response: ServerResponse) => response.writeHead(500).end()],
    [
      'is answered with 503 and GraphQL',
      (response: ServerResponse) => response.writeHead(503).end('{"errors":[{"message":"Overloaded."}]}'),
    ],
    ['is answered with 429', (response: ServerResponse) => response.writeHead(429).end()],
  ] as [string, Behaviour][])('is asked for again, and fails in the end: it %s', async (_, behave) => {
    const { url, requests } = await startSubgraph(behave)
    const { failed } = listen(openTransport({ beginMs: () => 100 }), url)
    expect(await failed).toMatchObject({ service: 'jobs', reason: 'unreachable' })
    expect(requests).toHaveLength(3)
  })

  it('goes on when the subgraph is back, which health, figures and one line of the log tell', async () => {
    const before = await startSubgraph(streams(tick(1)))
    const transport = openTransport({ retries: 1_000 })
    const { events, resumed } = listen(transport, before.url)
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 1 } }]))
    expect(await transport.figures()).toMatchObject({ event_streams: 1 })
    await before.close()
    await waitUntil(async () => expect((await transport.figures()).event_stream_retries_total).toBeGreaterThan(3))
    expect(transport.trouble()).toBe('the stream of jobs is lost')
    expect(await transport.figures()).not.toHaveProperty('event_streams')

    await startSubgraph(streams(tick(2)), Number(new URL(before.url).port))
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 1 } }, { data: { ticks: 2 } }]))
    expect(resumed()).toBe(2)
    expect(transport.trouble()).toBeUndefined()
    expect(await transport.figures()).toMatchObject({
      event_streams: 1,
      event_streams_opened_total: 2,
      event_streams_lost_total: 1,
    })
    expect(transport.warnings()).toMatchObject([{ msg: 'subgraph event stream lost', serviceName: 'jobs' }])
  })

  it('is one that fell silent, though comments used to come', async () => {
    const { url, requests } = await startSubgraph((response, n) => {
      begin(response).write(tick(n))
      if (n > 0) return
      response.write(': here\n\n')
      // Real time: comments at intervals, after which the server hangs.
      for (const ms of [20, 40]) setTimeout(() => response.write(': here\n\n'), ms)
    })
    const { events } = listen(openTransport({ keepAliveMs: 100 }), url)
    await waitUntil(() => expect(events).toEqual([{ data: { ticks: 0 } }, { data: { ticks: 1 } }]))
    expect(requests).toHaveLength(2)
  })

  it('is tried later and later, and as often again once a connection has lasted', async () => {
    const waits: number[] = []
    const retryWaitMs = (tries: number) => {
      waits.push(tries)
      return 1
    }
    const { url } = await startSubgraph((response, n) => {
      if (n !== 1) return response.destroy()
      begin(response).write(tick(1))
      // Real time: more than `lastingMs`, which the transport measures.
      setTimeout(() => response.destroy(), 100)
    })
    const { failed } = listen(openTransport({ retryWaitMs, lastingMs: 20 }), url)
    await failed
    expect(waits).toEqual([0, 0, 1])
  })

  it('is ended with its subgraph, and forgotten', async () => {
    const { url, open } = await startSubgraph(streams(tick(1)))
    const transport = openTransport()
    const { events, completed } = listen(transport, url)
    await waitUntil(() => expect(events).toHaveLength(1))
    transport.keep(new Map([['jobs', url]]))
    expect(await transport.figures()).toMatchObject({ event_streams: 1 })
    transport.keep(new Map())
    await completed
    await waitUntil(() => expect(open.size).toBe(0))
    expect(await transport.figures()).toEqual({})
  })
})
