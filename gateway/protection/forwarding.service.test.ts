import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { SECRET, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())
beforeEach(() => {
  gateway.servers.people.requests.length = 0
  gateway.servers.jobs.subscribes.length = 0
})

const lastHeaders = () => gateway.servers.people.requests.at(-1) ?? {}

const TRACE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

/** What a subgraph is told by Node's own client, and by nobody else. */
const OWN_HEADERS = [
  'connection',
  'content-length',
  'content-type',
  'accept',
  'host',
  'traceparent',
  'x-atelier-gateway',
  'x-forwarded-for',
]

describe("a client cannot speak to subgraphs in the gateway's name", () => {
  it('by headers of its own', async () => {
    const { status } = await gateway.post('{ me }', {
      headers: {
        'x-atelier-gateway': 'a guess',
        'x-forwarded-for': '6.6.6.6',
        'x-forwarded-host': 'evil.example',
        'x-real-ip': '6.6.6.6',
        forwarded: 'for=6.6.6.6',
        'x-user-id': 'u1',
        cookie: 'session=1',
        baggage: 'user=admin',
        tracestate: 'a=b',
      },
    })
    expect(status).toBe(200)
    expect(lastHeaders()).toMatchObject({ 'x-atelier-gateway': SECRET, 'x-forwarded-for': '127.0.0.1' })
    expect(Object.keys(lastHeaders()).filter(name => !OWN_HEADERS.includes(name))).toEqual([])
  })

  it('by sending a header twice', async () => {
    const { status, body } = await rawRequest([
      ['host', 'gateway.example'],
      ['content-type', 'application/json'],
      ['x-atelier-gateway', 'one'],
      ['x-atelier-gateway', 'two'],
      ['traceparent', 'a'],
      ['traceparent', 'b'],
    ])
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { data: { me: null } } })
    expect(lastHeaders()['x-atelier-gateway']).toBe(SECRET)
    expect(lastHeaders().traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/)
  })

  it.each([
    'not a trace',
    '00-00000000000000000000000000000000-0000000000000000-00',
    `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01-${'c'.repeat(400)}`,
    'ä'.repeat(55),
  ])('by the trace %j', async traceparent => {
    const { status } = await gateway.post('{ me }', { headers: { traceparent } })
    expect(status).toBe(200)
    expect(lastHeaders().traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-0[01]$/)
  })

  it.each([
    'a b=c',
    'A=b',
    'a=b=c',
    'a',
    'a=\u0001',
    'a=ä',
    `a=${'b'.repeat(257)}`,
    `a=${'b'.repeat(200)},c=${'d'.repeat(200)},e=${'f'.repeat(200)}`,
    Array.from({ length: 33 }, (_, n) => `v${n}=1`).join(),
    '',
  ])('by the state %j of its trace', async tracestate => {
    const { status } = await gateway
      .post('{ me }', { headers: { traceparent: TRACE, tracestate } })
      .catch(() => ({ status: 400 }))
    expect([200, 400]).toContain(status)
    expect(Object.keys(lastHeaders()).filter(name => !OWN_HEADERS.includes(name))).toEqual([])
  })

  it.each(['x\r\nx-atelier-gateway: guess', '00-\u0000', 'ä', 7, { a: 1 }])(
    'by the trace %j of a WebSocket operation',
    async traceparent => {
      const client = gateway.connect()
      const query = { query: '{ me }', extensions: { traceparent, authorization: 'Bearer x', gatewaySecret: 'x' } }
      const { value } = await client.iterate(query).next()
      expect(value).toEqual({ data: { me: null } })
      expect(lastHeaders().traceparent).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-01$/)
      expect(Object.keys(lastHeaders()).filter(name => !OWN_HEADERS.includes(name))).toEqual([])
    },
  )

  it('by what it says in the extensions of a subscription', async () => {
    const client = gateway.connect({ gatewaySecret: 'guess', clientAddress: '6.6.6.6' })
    const events = client.iterate({
      query: 'subscription { ticks }',
      extensions: { authorization: 'Bearer somebody', clientAddress: '6.6.6.6', gatewaySecret: 'guess', more: 1 },
    })
    const first = events.next()
    await waitUntil(() => expect(gateway.servers.jobs.subscribes.length).toBe(1))
    expect(gateway.servers.jobs.subscribes[0]?.extensions).toEqual({
      traceparent: expect.stringMatching(/^00-/),
      clientAddress: '127.0.0.1',
    })
    expect(gateway.servers.jobs.connections).toEqual([{ gatewaySecret: SECRET }])
    gateway.tick(1)
    await first
  })

  it('by a header that is broken over lines', async () => {
    const { hostname, port } = new URL(gateway.url)
    const socket = connect(Number(port), hostname)
    const body = '{"query":"{ me }"}'
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n` +
        `authorization: Bearer x\n x-atelier-gateway: guess\r\nconnection: close\r\n\r\n${body}`,
    )
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 40[01] /)
    expect(gateway.servers.people.requests).toEqual([])
  })

  it('by two lengths of one body, which proxies and servers may read differently', async () => {
    const { hostname, port } = new URL(gateway.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 4\r\n` +
        'transfer-encoding: chunked\r\nconnection: close\r\n\r\n12\r\n{"query":"{ me }"}\r\n0\r\n\r\n',
    )
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
    expect(gateway.servers.people.requests).toEqual([])
  })
})

describe('the state of a trace', () => {
  it.each([
    ['congo=t61rcWkgMzE', 'congo=t61rcWkgMzE'],
    ['rojo=00f067aa, tenant@vendor=a b:c , ,x=1', 'rojo=00f067aa,tenant@vendor=a b:c,x=1'],
    [`a=${'b'.repeat(250)},c=${'d'.repeat(250)}`, `a=${'b'.repeat(250)},c=${'d'.repeat(250)}`],
  ])('is told to subgraphs with the trace: %s', async (tracestate, told) => {
    await gateway.post('{ me }', { headers: { traceparent: TRACE, tracestate } })
    expect(lastHeaders().tracestate).toBe(told)
    expect(lastHeaders().traceparent).toContain(TRACE.slice(0, 36))
  })

  it('is told whole where it came in several headers', async () => {
    await rawRequest([
      ['host', 'gateway.example'],
      ['content-type', 'application/json'],
      ['traceparent', TRACE],
      ['tracestate', 'a=1'],
      ['tracestate', 'b=2'],
    ])
    expect(lastHeaders().tracestate).toBe('a=1,b=2')
  })

  it('is nothing without the trace', async () => {
    for (const traceparent of ['', 'not a trace', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`]) {
      await gateway.post('{ me }', { headers: { traceparent, tracestate: 'a=1' } })
      expect(lastHeaders()).not.toHaveProperty('tracestate')
    }
  })
})

function rawRequest(headers: [string, string][]): Promise<{ status: number | undefined; body: string }> {
  const body = '{"query":"{ me }"}'
  return new Promise((resolve, reject) => {
    const length: [string, string] = ['content-length', String(body.length)]
    const options = { method: 'POST', headers: [...headers, length].flat() }
    const request = httpRequest(`${gateway.url}/graphql`, options, response => {
      text(response).then(read => resolve({ status: response.statusCode, body: read }), reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}
