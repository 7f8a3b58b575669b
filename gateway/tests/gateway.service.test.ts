import { request as httpRequest } from 'node:http'
import { SECRET, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { readinessAt } from '@atelier/testkit/support/management.ts'
import { readMetrics } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway({ BODY_LIMIT_BYTES: '20000' })
})
afterAll(() => gateway.close())

describe('the gateway over HTTP', () => {
  it('answers a query across subgraphs', async () => {
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    const { status, data, errors } = await gateway.post('query ($id: ID!) { job(id: $id) { status owner { name } } }', {
      variables: { id: 'j1' },
    })
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: { job: { status: 'NEW', owner: { name: 'Ada' } } },
      errors: [],
    })
  })

  it('runs mutations in order over both subgraphs', async () => {
    const { data } = await gateway.post(`mutation {
      first: start(id: "j2") { status owner { name } }
      renamed: rename(id: "ada", name: "Countess") { name }
      second: start(id: "j2") { owner { name } }
    }`)
    expect(data).toEqual({
      first: { status: 'STARTED', owner: { name: 'Ada' } },
      renamed: { name: 'Countess' },
      second: { owner: { name: 'Countess' } },
    })
    await gateway.post('mutation { rename(id: "ada", name: "Ada") { id } }')
  })

  it('tells subgraphs who is calling, and nothing else of the request', async () => {
    const { token } = await gateway.ports.tokenOf()
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    gateway.servers.people.requests.length = 0
    await gateway.post('{ me }', {
      headers: {
        authorization: `Bearer ${token}`,
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
        cookie: 'session=secret',
        'x-atelier-gateway': 'a guess',
        'x-forwarded-for': '6.6.6.6',
      },
    })
    const [headers] = gateway.servers.people.requests
    expect(headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-atelier-gateway': SECRET,
      'x-forwarded-for': '127.0.0.1',
    })
    expect(headers?.traceparent).toMatch(new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)`))
    expect(headers?.cookie).toBeUndefined()
  })

  it('answers with both media types of GraphQL over HTTP', async () => {
    const ask = (accept: string, query: string) => gateway.post(query, { headers: { accept } })
    const modern = await ask('application/graphql-response+json', '{ nothing }')
    expect(modern.status).toBe(400)
    expect(modern.headers.get('content-type')).toContain('application/graphql-response+json')
    expect(modern.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    const faulty = await ask('application/json', '{ nothing }')
    expect(faulty.status).toBe(200)
    expect(faulty.errors).toHaveLength(1)
    const classic = await ask('application/json', '{ me }')
    expect(classic.headers.get('content-type')).toContain('application/json')
  })

  it('says that subscriptions go over WebSocket', async () => {
    const { status, errors } = await gateway.post('subscription { ticks }')
    expect(status).toBe(400)
    expect(errors[0]?.message).toContain('WebSocket')
  })

  it('passes on what subgraphs say to clients and hides the rest behind a trace id', async () => {
    const { status, errors } = await gateway.post('{ limited secretive }')
    expect(status).toBe(200)
    expect(errors[0]).toEqual({
      message: 'Too many tries.',
      path: ['limited'],
      extensions: { code: 'RATE_LIMITED', retryAfter: 7, serviceName: 'people' },
    })
    expect(errors[1]?.path).toEqual(['secretive'])
    expect(errors[1]?.extensions).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      traceId: expect.stringMatching(/^\w{32}$/),
    })
    expect(JSON.stringify(errors)).not.toContain('hunter2')
  })

  it('gives up what it asked for when the client goes away', async () => {
    const { requests } = gateway.servers.people
    requests.length = 0
    const body = JSON.stringify({ query: '{ slow }' })
    const request = httpRequest(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    request.on('error', () => {})
    request.end(body)
    await waitUntil(() => expect(requests).toHaveLength(1))
    expect(gateway.servers.people.abandoned()).toBe(0)
    request.destroy()
    await waitUntil(() => expect(gateway.servers.people.abandoned()).toBe(1))
  })
})

describe('what the gateway refuses', () => {
  it.each([
    ['a form, which a browser sends from anywhere', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text, which a browser sends from anywhere', { 'content-type': 'text/plain' }, 400],
  ])('%s', async (_, headers, status) => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ me }"}' })
    expect(response.status).toBe(status)
    expect(await response.json()).toHaveProperty('errors')
  })

  it('a GET that a page of another site could make', async () => {
    const query = `${gateway.url}/graphql?query=${encodeURIComponent('{ me }')}`
    expect((await fetch(query)).status).toBe(400)
    expect((await fetch(query, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200)
  })

  it('a body that is too long, is not JSON or is a batch', async () => {
    const send = async (body: string) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })
      expect(await response.json()).toHaveProperty('errors')
      return response.status
    }
    expect(await send(JSON.stringify({ query: `{ me } #${'x'.repeat(30_000)}` }))).toBe(413)
    expect(await send('{"query":')).toBe(400)
    expect(await send('[{"query":"{ me }"}]')).toBe(400)
  })

  it('pages of origins that are not on the list', async () => {
    const originFor = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' }
      const response = await fetch(`${gateway.url}/graphql`, { method: 'OPTIONS', headers })
      return response.headers.get('access-control-allow-origin')
    }
    expect(await originFor('https://studio.apollographql.com')).toBe('https://studio.apollographql.com')
    expect(await originFor('http://localhost:5173')).toBe('http://localhost:5173')
    expect(await originFor('https://evil.example')).toBeNull()
  })
})

describe('around the endpoint', () => {
  it('a browser gets Apollo Sandbox', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(await response.text()).toContain('apollographql.com')
  })

  it('health and metrics are told', async () => {
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200)
    expect(await readinessAt(gateway.url)).toEqual({
      ready: true,
      checks: { supergraph: 'ok', subgraphs: 'ok' },
    })
    const { samples, value } = await readMetrics(gateway.url)
    const answered = { method: 'POST', path: '/graphql', status: '200', service: 'gateway' }
    expect(value('http_requests_total', answered)).toBeGreaterThan(0)
    expect(samples('gateway_subscriptions', { service: 'gateway' })).toMatchObject([{ value: 0 }])
  })
})

describe('a subgraph that fails', () => {
  const unavailable = {
    message: 'people did not answer. Try again.',
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'people' },
  }

  it.each([
    ['hangs', async () => {}, '{ slow job(id: "j1") { status } }', { slow: null }],
    ['is gone', () => broken.servers.people.close(), '{ me job(id: "j1") { status } }', { me: null }],
  ])(
    'leaves the data of the others when it %s, with one error for each failed fetch',
    async (_, fail, query, missing) => {
      broken.publish({ id: 'j1', version: 1, status: 'NEW' })
      await fail()
      const { status, data, errors } = await broken.post(query)
      expect(status).toBe(200)
      expect(data).toEqual({ ...missing, job: { status: 'NEW' } })
      expect(errors).toEqual([{ ...unavailable, path: Object.keys(missing) }])
    },
  )

  let broken: Awaited<ReturnType<typeof startTestGateway>>
  beforeAll(async () => {
    broken = await startTestGateway({ SUBGRAPH_TIMEOUT_MS: '100' })
  })
  afterAll(() => broken.close())
})

describe('a gateway with authentication and introspection off', () => {
  it('passes the header on as it came, sends no secret of its own, and tells nothing of the schema', async () => {
    const open = await startTestGateway({ AUTH: 'off', INTROSPECTION: 'off', GATEWAY_SECRET: '' })
    try {
      const { data } = await open.post('{ me }', { headers: { authorization: 'Basic anything' } })
      expect(data).toEqual({ me: 'Basic anything' })
      expect(open.servers.people.requests[0]).not.toHaveProperty('x-atelier-gateway')
      const { errors } = await open.post('{ __schema { queryType { name } } }')
      expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
      expect(JSON.stringify((await open.post('{ mee }')).errors)).not.toContain('Did you mean')
    } finally {
      await open.close()
    }
  })
})
