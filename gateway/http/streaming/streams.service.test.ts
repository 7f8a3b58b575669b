import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { createClient } from 'graphql-sse'
import { meros } from 'meros/browser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway({ STREAM_HEARTBEAT_MS: '100', SESSION_CHECK_MS: '50' })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => gateway.close())

const WATCH = 'subscription { jobUpdated(id: "j1") { version owner { name } } }'
const SSE = 'text/event-stream'
const MULTIPART = 'multipart/mixed;subscriptionSpec="1.0", application/json'

interface Ask {
  query?: string
  accept?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

const ask = ({ query = WATCH, accept = SSE, headers, signal }: Ask = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: JSON.stringify({ query }),
    signal,
  })

/** The same over either protocol, read by clients of others. */
const readers = [
  {
    name: 'server-sent events',
    accept: SSE,
    type: 'text/event-stream; charset=utf-8',
    results: (query: string) =>
      createClient({ url: `${gateway.url}/graphql`, retryAttempts: 0 }).iterate({
        query,
      }) as AsyncIterableIterator<Result>,
  },
  {
    name: 'multipart responses',
    accept: MULTIPART,
    type: 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
    results: (query: string) => multipartResults(query),
  },
]

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape and assert what they hold
type Result = any

/** Every part but heartbeats, out of its wrapping; errors of the transport as they come. */
async function* multipartParts(response: Response): AsyncGenerator<Result, undefined> {
  const parts = await meros<Result>(response)
  if (!(Symbol.asyncIterator in parts)) throw new Error(`not multipart: ${await response.text()}`)
  for await (const part of parts) {
    if (!part.json) throw new Error(`not JSON: ${part.body}`)
    if (Object.keys(part.body).length > 0) yield part.body
  }
}

async function* multipartResults(query: string): AsyncGenerator<Result, undefined> {
  const client = new AbortController()
  try {
    const response = await ask({ query, accept: MULTIPART, signal: client.signal })
    for await (const { payload, errors } of multipartParts(response)) yield payload ?? { errors }
  } finally {
    client.abort()
  }
}

/** The supergraph with one field more. */
function extended(): string {
  const typeDefs = gateway.work.typeDefs.replace('ticks: Int!', 'ticks: Int! added: Int')
  return gateway.supergraphOf([gateway.people, { ...gateway.work, typeDefs }])
}

const next = async (results: AsyncIterator<Result>) => (await results.next()).value

describe.each(readers)('a subscription over $name', ({ accept, type, results: resultsOf }) => {
  it('streams events completed by another subgraph, and ends the upstream when the client goes', async () => {
    const results = resultsOf(WATCH)
    expect(await next(results)).toEqual({ data: { jobUpdated: { version: 1, owner: { name: 'Ada' } } } })
    gateway.publish({ id: 'j1', version: 2, status: 'DONE' })
    expect(await next(results)).toEqual({ data: { jobUpdated: { version: 2, owner: { name: 'Ada' } } } })
    expect(gateway.open()).toBe(1)
    await results.return?.()
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('ends when the subgraph completes it', async () => {
    const results = resultsOf(WATCH)
    await results.next()
    gateway.completeJobs()
    expect(await results.next()).toEqual({ done: true, value: undefined })
  })

  it('shares its upstream with the other protocols', async () => {
    const streams = readers.map(reader => reader.results(WATCH))
    await Promise.all(streams.map(next))
    expect(gateway.servers.jobs.subscribes).toHaveLength(1)
    await Promise.all(streams.map(stream => stream.return?.()))
  })

  it('masks what a subgraph tells of itself, and tells what it refuses', async () => {
    const results = resultsOf('subscription { forbidden }')
    const { errors } = await next(results)
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Sign in to watch.',
        extensions: { code: 'UNAUTHENTICATED', serviceName: 'jobs' },
      }),
    ])
    await results.return?.()
  })

  it('is announced at once, before there is any event', async () => {
    const client = new AbortController()
    const response = await ask({ query: 'subscription { ticks }', accept, signal: client.signal })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toBe('no-store')
    client.abort()
  })

  it('ends with SUBSCRIPTION_SCHEMA_RELOAD when the supergraph is replaced', async () => {
    const results = resultsOf(WATCH)
    await results.next()
    gateway.replaceSupergraph(extended())
    expect((await next(results)).errors[0].extensions.code).toBe('SUBSCRIPTION_SCHEMA_RELOAD')
    expect((await results.next()).done).toBe(true)
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('carries CORS headers for origins that may call, and none for others', async () => {
    const headersFor = async (origin: string) => {
      const client = new AbortController()
      const { headers } = await ask({ accept, headers: { origin }, signal: client.signal })
      client.abort()
      return headers.get('access-control-allow-origin')
    }
    expect(await headersFor('https://studio.apollographql.com')).toBe('https://studio.apollographql.com')
    expect(await headersFor('https://evil.example')).toBeNull()
  })

  it('is refused with 401 for a token that is not good', async () => {
    const response = await ask({ accept, headers: { authorization: 'Bearer a.b.c' } })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' } }],
    })
    expect(gateway.open()).toBe(0)
  })

  it.each([
    ['its token expires', 'TOKEN_EXPIRED'],
    ['its session is ended', 'SESSION_ENDED'],
  ])('ends with UNAUTHENTICATED when %s', async (what, reason) => {
    const signer = createTokenSigner(gateway.ports.keys, { clock: gateway.ports.clock, ttlMs: 60_000 })
    const { token } = await signer.sign({ id: 'u1', username: 'ada', role: 'USER', sessionId: 's1' })
    const response = await ask({ accept, headers: { authorization: `Bearer ${token}` } })
    await waitUntil(() => expect(gateway.open()).toBe(1))
    if (what === 'its token expires') gateway.ports.clock.advance(61_000)
    else await gateway.ports.revoked.revoke(['s1'])
    expect(await response.text()).toContain(`"extensions":{"code":"UNAUTHENTICATED","reason":"${reason}"}`)
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('hands the caller on to the subgraphs', async () => {
    const { token } = await gateway.ports.tokenOf()
    const client = new AbortController()
    await ask({ accept, headers: { authorization: `Bearer ${token}` }, signal: client.signal })
    await waitUntil(() => expect(gateway.servers.jobs.subscribes).toHaveLength(1))
    expect(gateway.servers.jobs.subscribes[0]?.extensions).toMatchObject({
      authorization: `Bearer ${token}`,
      clientAddress: '127.0.0.1',
    })
    client.abort()
  })
})

/** The text of a response until it has what is looked for. */
async function readUntil(response: Response, wanted: (text: string) => boolean): Promise<string> {
  let text = ''
  if (!response.body) throw new Error('The response has no body.')
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (wanted(text)) return text
  }
  throw new Error(`The response ended: ${text}`)
}

const textUntilTwoHeartbeats = async (accept: string, heartbeat: string) =>
  readUntil(await ask({ query: 'subscription { ticks }', accept }), text => text.split(heartbeat).length > 3)

describe('server-sent events', () => {
  it('beat while nothing happens', async () => {
    expect(await textUntilTwoHeartbeats(SSE, ':\n\n')).toMatch(/^(:\n\n)+$/)
  })

  it('carry queries and mutations for a client that accepts nothing else', async () => {
    const client = createClient({ url: `${gateway.url}/graphql`, retryAttempts: 0 })
    const answers = []
    for (const query of [
      '{ job(id: "j1") { owner { name } } }',
      'mutation { rename(id: "ada", name: "Countess") { name } }',
    ]) {
      for await (const answer of client.iterate({ query })) answers.push(answer)
    }
    expect(answers).toEqual([{ data: { job: { owner: { name: 'Ada' } } } }, { data: { rename: { name: 'Countess' } } }])
  })

  it('tell what is wrong with an operation in an accepted stream', async () => {
    const response = await ask({ query: '{ nothing }' })
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toContain('event: next\ndata: {"errors":[{"message":"Cannot query field')
    expect(text).toContain('"code":"GRAPHQL_VALIDATION_FAILED"')
    expect(text).toMatch(/event: complete\ndata:\n\n$/)
  })

  it('break off a query whose client goes', async () => {
    const client = new AbortController()
    const response = await ask({ query: '{ slow }', signal: client.signal })
    expect(response.status).toBe(200)
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(1))
    client.abort()
    await waitUntil(() => expect(gateway.servers.people.abandoned()).toBe(1))
  })

  it('leave queries to JSON where a client accepts both', async () => {
    const response = await ask({ query: '{ me }', accept: 'application/json, text/event-stream' })
    expect(await response.json()).toEqual({ data: { me: null } })
  })

  describe('over GET', () => {
    const get = (query: string, headers: Record<string, string> = {}) =>
      fetch(`${gateway.url}/graphql?${new URLSearchParams({ query, variables: '{"id":"j1"}' })}`, {
        headers: { accept: SSE, ...headers },
      })

    it('need a header that makes browsers ask first', async () => {
      const query = 'subscription ($id: ID!) { jobUpdated(id: $id) { version } }'
      const refused = await get(query)
      expect(refused.status).toBe(400)
      expect(gateway.servers.jobs.subscribes).toEqual([])
      const response = await get(query, { 'apollo-require-preflight': '1' })
      expect(
        await readUntil(response, text => text.includes('\n\nevent'.slice(2)) && text.includes('version')),
      ).toContain('data: {"data":{"jobUpdated":{"version":1}}}\n\n')
    })

    it('carry no mutations', async () => {
      const response = await get('mutation { rename(id: "ada", name: "X") { id } }', {
        'apollo-require-preflight': '1',
      })
      expect(response.status).toBe(405)
      expect(gateway.servers.people.requests).toEqual([])
    })
  })

  it('refuse a POST that browsers send without asking first', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', accept: SSE },
      body: JSON.stringify({ query: WATCH }),
    })
    expect(response.status).toBe(400)
    expect(gateway.servers.jobs.subscribes).toEqual([])
  })
})

describe('multipart responses', () => {
  it('beat while nothing happens', async () => {
    const text = await textUntilTwoHeartbeats(MULTIPART, '{}')
    expect(text).toMatch(/^--graphql(\r\ncontent-type: application\/json\r\n\r\n\{\}\r\n--graphql)+$/)
  })

  it('put results into a payload and end with the closing boundary', async () => {
    const response = await ask({ accept: MULTIPART })
    await waitUntil(() => expect(gateway.open()).toBe(1))
    gateway.completeJobs()
    const text = await response.text()
    expect(text).toContain('{"payload":{"data":{"jobUpdated":{"version":1,"owner":{"name":"Ada"}}}}}\r\n--graphql')
    expect(text).toMatch(/\r\n--graphql--\r\n$/)
  })

  it('tell errors of a result in its payload, and why the stream ends beside a null payload', async () => {
    await gateway.servers.people.close()
    const parts = multipartParts(await ask({ accept: MULTIPART }))
    const { payload } = await next(parts)
    expect(payload).toMatchObject({ data: null, errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] })
    gateway.replaceSupergraph(extended())
    expect(await next(parts)).toEqual({
      payload: null,
      errors: [{ message: expect.any(String), extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD' } }],
    })
    expect((await parts.next()).done).toBe(true)
  })

  it('leave queries, and what is wrong with an operation, to JSON', async () => {
    const query = await ask({ query: '{ me }', accept: MULTIPART })
    expect(await query.json()).toEqual({ data: { me: null } })
    const invalid = await ask({ query: 'subscription { nothing }', accept: MULTIPART })
    expect(((await invalid.json()) as Result).errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })
})

describe('when the gateway closes', () => {
  it('server-sent events end with GOING_AWAY, without `complete`, on which clients connect again', async () => {
    const response = await ask()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    await gateway.service.close()
    const text = await response.text()
    expect(text).not.toContain('complete')
    expect(text).toMatch(
      /event: next\ndata: \{"errors":\[\{"message":"The gateway is closing\.","extensions":\{"code":"GOING_AWAY"\}\}\]\}\n\n$/,
    )
    expect(gateway.open()).toBe(0)
  })

  it.each([WATCH, 'subscription { ticks }'])('a client of graphql-sse hears so and connects again: %s', async query => {
    const connectsAgain = Promise.withResolvers<void>()
    const client = createClient({
      url: `${gateway.url}/graphql`,
      retryAttempts: 1,
      // The port is closed for good.
      retry: async () => connectsAgain.resolve(),
    })
    const results: Result[] = []
    client.subscribe({ query }, { next: result => results.push(result), error: () => {}, complete: () => {} })
    await waitUntil(() => expect(gateway.open()).toBe(1))
    await gateway.service.close()
    await connectsAgain.promise
    expect(results.at(-1)).toEqual({
      errors: [{ message: 'The gateway is closing.', extensions: { code: 'GOING_AWAY' } }],
    })
    client.dispose()
  })

  it('multipart responses end with GOING_AWAY', async () => {
    const response = await ask({ accept: MULTIPART })
    await waitUntil(() => expect(gateway.open()).toBe(1))
    await gateway.service.close()
    const text = await response.text()
    expect(text).toContain(
      '{"payload":null,"errors":[{"message":"The gateway is closing.","extensions":{"code":"GOING_AWAY"}}]}',
    )
    expect(text).toMatch(/--graphql--\r\n$/)
  })

  it('a query over server-sent events is still answered', async () => {
    const response = await ask({ query: '{ held }' })
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(1))
    const closing = gateway.service.close()
    gateway.release()
    expect(await response.text()).toContain('data: {"data":{"held":"released"}}')
    await closing
  })
})
