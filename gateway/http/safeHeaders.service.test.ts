import { once } from 'node:events'
import { connect } from 'node:net'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { MANAGEMENT_TOKEN } from '@atelier/testkit/support/management.ts'
import { headsIn, missingProtection } from '@atelier/testkit/support/safeHeaders.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway({
    HEADERS_TIMEOUT_MS: '500',
    REQUEST_TIMEOUT_MS: '500',
    RATE_LIMIT: '1000',
    BODY_LIMIT_BYTES: '2048',
    MAX_CONNECTIONS_PER_CALLER: '2',
  })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterAll(() => gateway.close())

const JSON_TYPE = { 'content-type': 'application/json' }
const post = (query: string, headers: Record<string, string> = {}, more = '') => ({
  method: 'POST',
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify({ query, more }),
})
const SUBSCRIPTION = 'subscription { jobUpdated(id: "j1") { version } }'
const ALIEN = 'https://elsewhere.example'
const get = (query: string, headers: Record<string, string> = {}) =>
  [`/graphql?${new URLSearchParams({ query })}`, { headers: { 'apollo-require-preflight': '1', ...headers } }] as const

const ANSWERS: Record<string, readonly [status: number, path: string, init?: RequestInit]> = {
  'a result': [200, '/graphql', post('{ me }')],
  'a result that Apollo Server makes': [200, ...get('{ me }')],
  'a result with errors': [200, '/graphql', post('{ me secretive }')],
  'a fault of the document': [400, '/graphql', post('{ nothing }', { accept: 'application/graphql-response+json' })],
  'what is no JSON': [400, '/graphql', { method: 'POST', headers: JSON_TYPE, body: '{' }],
  'a bad token': [401, '/graphql', post('{ me }', { authorization: 'Bearer nonsense' })],
  'an unknown place': [404, '/nowhere'],
  'another method': [405, '/graphql', { method: 'PUT' }],
  'a mutation by GET': [405, ...get('mutation { start(id: "j2") { id } }')],
  'a body that is too long': [413, '/graphql', post('{ me }', {}, 'x'.repeat(3_000))],
  'a body of another type': [415, '/graphql', { method: 'POST', headers: { 'content-type': 'a/b' }, body: 'x' }],
  'a head that is too long': [431, '/graphql', { headers: { 'x-long': 'x'.repeat(20_000) } }],
  'server-sent events': [200, '/graphql', post(SUBSCRIPTION, { accept: 'text/event-stream' })],
  'a multipart answer': [200, '/graphql', post(SUBSCRIPTION, { accept: 'multipart/mixed;subscriptionSpec=1.0' })],
  'the Sandbox page': [200, '/graphql', { headers: { accept: 'text/html' } }],
  'the GraphiQL page': [200, '/graphiql'],
  'a file of GraphiQL': [200, '/graphiql/files/graphiql.css'],
  'an unknown file of GraphiQL': [404, '/graphiql/files/none'],
  'a preflight': [
    204,
    '/graphql',
    { method: 'OPTIONS', headers: { origin: 'http://localhost', 'access-control-request-method': 'POST' } },
  ],
  'a preflight from elsewhere': [
    204,
    '/graphql',
    { method: 'OPTIONS', headers: { origin: ALIEN, 'access-control-request-method': 'POST' } },
  ],
  health: [200, '/health/live'],
  readiness: [200, '/health/ready'],
  metrics: [200, '/metrics', { headers: { authorization: `Bearer ${MANAGEMENT_TOKEN}` } }],
  'metrics without their token': [401, '/metrics'],
}

describe('every answer keeps browsers from framing it, guessing its type and keeping it', () => {
  it.each(Object.entries(ANSWERS))('%s', async (_, [status, path, init]) => {
    const response = await fetch(`${gateway.url}${path}`, init)
    expect([response.status, missingProtection(response.headers)]).toEqual([status, []])
    await response.body?.cancel()
  })

  it('what is over a limit', async () => {
    const streams = await Promise.all(
      Array.from({ length: 3 }, () =>
        fetch(`${gateway.url}/graphql`, post(SUBSCRIPTION, { accept: 'text/event-stream' })),
      ),
    )
    expect(streams.map(({ status }) => status).sort()).toEqual([200, 200, 429])
    for (const { headers } of streams) expect(missingProtection(headers)).toEqual([])
    for (const { body } of streams) await body?.cancel()
  })

  const UPGRADE =
    'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
  it.each([
    ['what is no request line', 400, 'nonsense\r\n\r\n'],
    ['a request without a host', 400, 'GET /health/live HTTP/1.1\r\n\r\n'],
    [
      'a request with another expectation',
      417,
      'GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\nexpect: cake\r\n\r\n',
    ],
    [
      'a body whose length is told twice',
      400,
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
    ],
    ['a request that comes too slowly', 408, 'GET /health/live HTTP/1.1\r\nhost: x'],
    ['a WebSocket elsewhere', 404, `GET /nowhere HTTP/1.1\r\nhost: x\r\n${UPGRADE}\r\n`],
    [
      "a WebSocket of another host's page",
      403,
      `GET /graphql HTTP/1.1\r\nhost: x\r\norigin: ${ALIEN}\r\n${UPGRADE}\r\n`,
    ],
    [
      'a WebSocket without a key',
      400,
      'GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
  ])('%s', async (_, status, text) => {
    const { hostname, port } = new URL(gateway.url)
    const socket = connect(Number(port), hostname)
    let heard = ''
    socket.setEncoding('utf8').on('data', chunk => {
      heard += chunk
    })
    socket.write(text)
    await once(socket, 'close')
    expect(headsIn(heard).map(head => [head.status, missingProtection(head.headers)])).toEqual([[status, []]])
  })

  it('and varies by origin wherever that decides what it has', async () => {
    for (const origin of ['http://localhost:5173', ALIEN]) {
      const { headers } = await fetch(`${gateway.url}/graphql`, post('{ me }', { origin }))
      expect(headers.get('vary')?.toLowerCase()).toContain('origin')
    }
  })
})
