import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())
beforeEach(() => {
  gateway.servers.people.requests.length = 0
})

const endpoint = () => `${gateway.url}/graphql`
const MUTATION = 'mutation { rename(id: "ada", name: "Mallory") { name } }'

/** Nothing reached a subgraph. */
const nothingHappened = () => expect(gateway.servers.people.requests).toEqual([])

/** Bodies that a form or a script of any site may send here without the browser asking first. */
const simpleBodies: [string, RequestInit][] = [
  ['plain text', { headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ query: MUTATION }) }],
  [
    'plain text that says that it is JSON',
    { headers: { 'content-type': 'text/plain; application/json' }, body: JSON.stringify({ query: MUTATION }) },
  ],
  ['a form', { body: new URLSearchParams({ query: MUTATION }) }],
  ['a form with files', { body: multipart() }],
  ['no type at all', { body: new Blob([JSON.stringify({ query: MUTATION })]) }],
]

function multipart(): FormData {
  const form = new FormData()
  form.set('operations', JSON.stringify({ query: MUTATION, variables: {} }))
  form.set('map', '{}')
  return form
}

describe('a page of another site', () => {
  it.each(simpleBodies)('cannot run a mutation by a POST of %s', async (_, init) => {
    const response = await fetch(endpoint(), { method: 'POST', ...init })
    expect([400, 415]).toContain(response.status)
    nothingHappened()
  })

  it.each(simpleBodies)('cannot run a mutation by a POST of %s that wants a stream', async (_, init) => {
    const headers = { ...init.headers, accept: 'text/event-stream' }
    const response = await fetch(endpoint(), { method: 'POST', ...init, headers })
    expect([400, 415]).toContain(response.status)
    nothingHappened()
  })

  it.each(['{ me }', MUTATION])('cannot run %s by a link', async query => {
    const response = await fetch(`${endpoint()}?query=${encodeURIComponent(query)}`)
    expect(response.status).toBe(400)
    expect(JSON.stringify(await response.json())).toContain('CSRF')
    nothingHappened()
  })

  it.each([
    ['what browsers add', { 'cache-control': 'no-cache', 'last-event-id': '7', 'x-requested-with': 'com.example' }],
    ['what proxies add', { 'x-forwarded-for': '6.6.6.6', traceparent: 'x', 'cf-ray': '1', 'x-request-id': '2' }],
    ['a header without a value', { 'x-custom': '' }],
    ['the type of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('cannot read by a link, or listen, with %s', async (_, headers) => {
    for (const [accept, query] of [
      ['*/*', '{ me }'],
      ['application/json', '{ nothing }'],
      ['text/event-stream', 'subscription { ticks }'],
      ['text/event-stream', '{ me }'],
      ['multipart/mixed;subscriptionSpec=1.0', 'subscription { ticks }'],
    ] as const) {
      const response = await fetch(`${endpoint()}?query=${encodeURIComponent(query)}`, {
        headers: { ...headers, accept },
      })
      expect([query, response.status]).toEqual([query, 400])
      if (query !== '{ nothing }') expect(await response.text()).toContain('CSRF')
    }
    nothingHappened()
    expect(gateway.open()).toBe(0)
  })

  it('cannot run a mutation by a GET, whatever headers it has', async () => {
    const headers = { 'apollo-require-preflight': 'true', 'content-type': 'application/json' }
    const response = await fetch(`${endpoint()}?query=${encodeURIComponent(MUTATION)}`, { headers })
    expect(response.status).toBe(405)
    nothingHappened()
  })

  it('cannot listen by an EventSource', async () => {
    const query = encodeURIComponent('subscription { ticks }')
    const response = await fetch(`${endpoint()}?query=${query}`, { headers: { accept: 'text/event-stream' } })
    expect(response.status).toBe(400)
    expect(gateway.open()).toBe(0)
  })

  it('is not told what came of a request, nor may it send cookies', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' }
    const response = await fetch(endpoint(), { method: 'POST', headers, body: '{"query":"{ me }"}' })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    const allowed = { ...headers, origin: 'https://studio.apollographql.com' }
    const shown = await fetch(endpoint(), { method: 'POST', headers: allowed, body: '{"query":"{ me }"}' })
    expect(shown.headers.get('access-control-allow-origin')).toBe('https://studio.apollographql.com')
    expect(shown.headers.get('access-control-allow-credentials')).toBeNull()
    expect(shown.headers.get('vary')).toMatch(/origin/i)
  })

  it.each(['null', 'https://studio.apollographql.com.evil.example', 'http://studio.apollographql.com'])(
    'of origin %s is no page that may call',
    async origin => {
      const headers = { origin, 'access-control-request-method': 'POST' }
      const response = await fetch(endpoint(), { method: 'OPTIONS', headers })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    },
  )
})

describe('where authentication is off', () => {
  it.each([
    ['Basic YWRhOmE=', 400],
    ['Digest username="ada"', 400],
    ['Negotiate YIIC', 400],
    ['NTLM TlRMTVNTUAAB', 400],
    ['Bearer of-another-system', 200],
  ])('a GET with %s, which browsers may add by themselves, is answered with %i', async (authorization, status) => {
    const open = await startTestGateway({ AUTH: 'off', GATEWAY_SECRET: '' })
    try {
      const url = `${open.url}/graphql?query=${encodeURIComponent('{ me }')}`
      const response = await fetch(url, { headers: { authorization } })
      expect(response.status).toBe(status)
      const stream = await fetch(url, { headers: { authorization, accept: 'text/event-stream' } })
      expect(stream.status).toBe(status)
      await stream.text()
    } finally {
      await open.close()
    }
  })
})

describe('a client that browsers would ask for first', () => {
  const ofClients: [string, () => Promise<Record<string, string>>][] = [
    ['a token', async () => ({ authorization: `Bearer ${(await gateway.ports.tokenOf()).token}` })],
    ['the name of a client', async () => ({ 'apollographql-client-name': 'web' })],
    ['a header of its own', async () => ({ 'x-custom': '1' })],
    ['a content type', async () => ({ 'content-type': 'application/json' })],
    ['the header for it', async () => ({ 'apollo-require-preflight': 'true' })],
  ]

  it.each(ofClients)('may ask by GET with %s', async (_, headersOf) => {
    const headers = await headersOf()
    const response = await fetch(`${endpoint()}?query=${encodeURIComponent('{ me }')}`, { headers })
    expect(await response.json()).toEqual({ data: { me: headers.authorization ?? null } })
  })

  it.each(ofClients)('may listen by GET with %s', async (_, headersOf) => {
    for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
      const client = new AbortController()
      const headers = { ...(await headersOf()), accept }
      const url = `${endpoint()}?query=${encodeURIComponent('subscription { ticks }')}`
      const response = await fetch(url, { headers, signal: client.signal })
      expect(response.status).toBe(200)
      client.abort()
    }
  })

  it('is refused with a token that is not good', async () => {
    const headers = { authorization: 'Bearer a.b.c' }
    expect((await fetch(`${endpoint()}?query=${encodeURIComponent('{ me }')}`, { headers })).status).toBe(401)
  })
})
