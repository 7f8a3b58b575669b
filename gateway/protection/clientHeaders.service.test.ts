import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({
    SUBGRAPH_HEADERS:
      '*=accept-language,people=X-Tenant,people=cookie:session,people=cookie:Theme,jobs=x-canary,jobs=cookie:session',
  })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterAll(() => gateway.close())
beforeEach(() => {
  for (const { requests, subscribes } of Object.values(gateway.servers)) {
    requests.length = 0
    subscribes.length = 0
  }
})

const { people, jobs } = {
  people: () => gateway.servers.people.requests,
  jobs: () => gateway.servers.jobs.requests,
}

const GIVEN = {
  'accept-language': 'de',
  'x-tenant': 'acme',
  'x-canary': 'yes',
  'x-other': 'secret',
  cookie: 'a=1; session=s=1; theme=dark; Theme=light; session=2',
}

const BOTH = '{ me job(id: "j1") { status } }'

describe('headers of a client that the settings name', () => {
  it('reach the subgraphs that they are named for, and no others do', async () => {
    await gateway.post(BOTH, { headers: GIVEN })
    expect(people()).toMatchObject([
      { 'accept-language': 'de', 'x-tenant': 'acme', cookie: 'session=s=1; Theme=light' },
    ])
    expect(jobs()).toMatchObject([{ 'accept-language': 'de', 'x-canary': 'yes', cookie: 'session=s=1' }])
    expect(people()[0]).not.toHaveProperty('x-canary')
    expect(jobs()[0]).not.toHaveProperty('x-tenant')
    for (const headers of [people()[0], jobs()[0]]) expect(headers).not.toHaveProperty('x-other')
  })

  it('are absent where the client has none of them', async () => {
    const sent = await rawRequest(['host', 'a', 'cookie', 'a=1; sessions=2'])
    expect(sent).toBe(200)
    for (const name of ['cookie', 'accept-language', 'x-tenant']) expect(people()[0]).not.toHaveProperty(name)
  })

  it('stay with the connection of the client where it says so', async () => {
    await rawRequest(['host', 'a', 'connection', 'close, X-Tenant', 'x-tenant', 'acme', 'accept-language', 'fr'])
    expect(people()[0]).not.toHaveProperty('x-tenant')
    expect(people()).toMatchObject([{ 'accept-language': 'fr' }])
  })

  it('come with later fetches and with mutations', async () => {
    const mutation = 'mutation { start(id: "j1") { owner { name } } }'
    expect((await gateway.post(mutation, { headers: GIVEN })).errors).toEqual([])
    expect([jobs()[0]?.['x-canary'], people()[0]?.['x-tenant']]).toEqual(['yes', 'acme'])
  })

  it('are those of the handshake over a WebSocket, in extensions where a subgraph has one, too', async () => {
    const client = createClient({
      url: gateway.url.replace('http', 'ws').concat('/graphql'),
      webSocketImpl: socketWith(GIVEN),
    })
    const { value } = await client.iterate({ query: '{ me }', extensions: { headers: { 'x-tenant': 'other' } } }).next()
    expect(value).toEqual({ data: { me: null } })
    expect(people()).toMatchObject([{ 'x-tenant': 'acme', cookie: 'session=s=1; Theme=light' }])
    const query = 'subscription { jobUpdated(id: "j1") { status owner { name } } }'
    await client.iterate({ query, extensions: { headers: { 'x-canary': 'no' } } }).next()
    expect(gateway.servers.jobs.subscribes[0]?.extensions).toMatchObject({
      headers: { 'accept-language': 'de', 'x-canary': 'yes', cookie: 'session=s=1' },
    })
    expect(people().at(-1)).toMatchObject({ 'x-tenant': 'acme' })
    await client.dispose()
  })

  it('stay those of the handshake after the token was renewed', async () => {
    const signer = createTokenSigner(gateway.ports.keys, { clock: gateway.ports.clock, ttlMs: 60_000 })
    const authorization = async (sessionId: string) =>
      `Bearer ${(await signer.sign({ id: 'ada', username: 'ada', role: 'USER', sessionId })).token}`
    const raw = await RawSocket.open(gateway.url, { headers: { 'x-tenant': 'acme' } })
    raw.send({ type: 'connection_init', payload: { authorization: await authorization('s1') } })
    expect((await raw.next()).type).toBe('connection_ack')
    const newer = await authorization('s2')
    raw.send({ type: 'ping', payload: { authorization: newer } })
    expect((await raw.next()).payload).toMatchObject({ code: 'TOKEN_RENEWED' })
    raw.subscribe('1', '{ me }')
    expect((await raw.next()).payload).toEqual({ data: { me: newer } })
    expect(people()).toMatchObject([{ 'x-tenant': 'acme' }])
    raw.socket.terminate()
  })

  it('come with subscriptions over server-sent events', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...GIVEN },
      body: JSON.stringify({ query: 'subscription { jobUpdated(id: "j1") { owner { name } } }' }),
    })
    await response.body?.getReader().read()
    await waitUntil(() => expect(people().at(-1)).toMatchObject({ 'x-tenant': 'acme' }))
    await response.body?.cancel().catch(() => {})
  })
})

describe('callers with different headers', () => {
  it('do not share what is sent to a subgraph, those with equal ones do', async () => {
    const ask = (tenant: string) => gateway.post('{ held }', { headers: { 'x-tenant': tenant } })
    const answers = ['a', 'b', 'a', 'b'].map(ask)
    await waitUntil(() => expect(gateway.servers.people.requests.length).toBeGreaterThan(1))
    gateway.release()
    await Promise.all(answers)
    expect(new Set(people().map(headers => headers['x-tenant']))).toEqual(new Set(['a', 'b']))
  })

  it('do not share a subscription either', async () => {
    const clients = ['de', 'fr', 'fr'].map(language =>
      createClient({
        url: `${gateway.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: socketWith({ 'accept-language': language }),
      }),
    )
    const query = 'subscription { jobUpdated(id: "j1") { status } }'
    for (const client of clients) await client.iterate({ query }).next()
    expect(gateway.servers.jobs.subscribes.map(({ extensions }) => extensions?.headers)).toEqual([
      { 'accept-language': 'de' },
      { 'accept-language': 'fr' },
    ])
    for (const client of clients) await client.dispose()
  })
})

describe('headers that are too long to be sent on', () => {
  it('are refused with their names', async () => {
    const { status, errors } = await gateway.post('{ me }', { headers: { 'x-tenant': 'a'.repeat(8_200) } })
    expect({ status, errors }).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
    expect(errors[0]?.message).toContain('x-tenant')
    expect(people()).toEqual([])
  })

  it('are refused in a handshake', async () => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-tenant': 'a'.repeat(8_200) },
    })
    const error = await new Promise<Error>(resolve => socket.once('error', resolve))
    expect(error.message).toContain('400')
  })
})

describe('settings', () => {
  it.each([
    ['tasks', 'must look like name=x-tenant'],
    ['x-tenant=', 'must look like name=x-tenant'],
    ['*=Host', 'is set by the gateway itself'],
    ['*=content-length', 'is set by the gateway itself'],
    ['*=Content-Encoding', 'is set by the gateway itself'],
    ['*=accept', 'is set by the gateway itself'],
    ['*=traceparent', 'is set by the gateway itself'],
    ['*=x-forwarded-for', 'is set by the gateway itself'],
    ['*=X-Atelier-Gateway', 'is set by the gateway itself'],
    ['*=connection', 'belongs to the connection'],
    ['*=Transfer-Encoding', 'belongs to the connection'],
    ['*=sec-websocket-key', 'belongs to the connection'],
    ['*=authorization', 'already'],
    ['tasks=cookie', 'name each, as in cookie:session'],
    ['tasks=cookie:', 'no name of a cookie'],
    ['tasks=cookie:a b', 'no name of a cookie'],
    ['tasks=x tenant', 'no name of a header'],
    ['tasks=x-*', 'must be a whole name'],
    ['tasks=if-none-match', 'condition'],
  ])('are refused at start: %s', (given, reason) => {
    const start = () => loadConfig(gatewayEnvironment, { AUTH: 'off', SUBGRAPH_HEADERS: `*=x-fine,${given}` })
    expect(start).toThrow(reason)
    expect(start).toThrow(/SUBGRAPH_HEADERS/)
  })
})

/** A WebSocket that sends these headers in its handshake. */
const socketWith = (headers: ClientOptions['headers']) =>
  class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers })
    }
  }

/** Posts with these headers alone. */
function rawRequest(headers: string[]): Promise<number | undefined> {
  const body = '{"query":"{ me }"}'
  return new Promise((resolve, reject) => {
    const own = ['content-type', 'application/json', 'content-length', String(body.length)]
    const request = httpRequest(
      `${gateway.url}/graphql`,
      { method: 'POST', headers: [...headers, ...own] },
      response => {
        text(response).then(() => resolve(response.statusCode), reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
