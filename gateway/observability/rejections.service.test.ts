import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLoggedGateway } from '@atelier/testkit/gateway/loggedGateway.ts'
import { Results } from '@atelier/testkit/gateway/testGateway.ts'
import { metricSamples } from '@atelier/testkit/support/metrics.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SECRET = 'hunter2_do_not_tell'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${TRACE}-b7ad6b7169203331-01`

let logged: Awaited<ReturnType<typeof startLoggedGateway>>
let gateway: typeof logged.gateway

async function start(env: Record<string, string> = {}) {
  logged = await startLoggedGateway(env)
  gateway = logged.gateway
}
beforeEach(() => start())
afterEach(() => gateway.close())

async function restart(env: Record<string, string>) {
  await gateway.close()
  await start(env)
}

const operations = () => logged.operations()

/** Operations that were counted, as `operation type transport outcome`, each as often as it was. */
async function counted(): Promise<string[]> {
  const counts = await metricSamples(gateway.url, 'gateway_operations_total')
  return counts.flatMap(({ labels: { operation, type, transport, outcome }, value }) =>
    new Array<string>(value).fill(`${operation} ${type} ${transport} ${outcome}`),
  )
}

async function send(init: RequestInit & { search?: string }): Promise<Response> {
  const response = await fetch(`${gateway.url}/graphql${init.search ?? ''}`, init)
  await response.clone().text()
  return response
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const get = (params: Record<string, string>, headers: Record<string, string> = { 'apollo-require-preflight': 'yes' }) =>
  send({ search: `?${new URLSearchParams(params)}`, headers: { ...headers, traceparent } })

const bomb = `query Bomb { ${Array.from({ length: 120 }, (_, n) => `a${n}: me`).join(' ')} }`

interface Refusal {
  send: () => Promise<unknown>
  code: string
  /** What the count has of it. */
  as?: string
  operation?: string
}

const overHttp: Record<string, Refusal> = {
  'a document that is not valid': {
    send: () => post({ query: 'query Bad { nothing }' }),
    code: 'GRAPHQL_VALIDATION_FAILED',
    as: 'other query http rejected',
    operation: 'Bad',
  },
  'a document that cannot be parsed': {
    send: () => post({ query: `{ me(${SECRET}: "`, operationName: 'Torn' }),
    code: 'GRAPHQL_PARSE_FAILED',
    as: 'other unknown http rejected',
    operation: 'Torn',
  },
  'a bad token': {
    send: () => post({ query: '{ me }' }, { authorization: `Bearer ${SECRET}` }),
    code: 'UNAUTHENTICATED',
  },
  'a document beyond the limits': {
    send: () => post({ query: bomb, operationName: 'Bomb' }),
    code: 'GRAPHQL_VALIDATION_FAILED',
    as: 'other unknown http rejected',
    operation: 'Bomb',
  },
  'a body that is not JSON': { send: () => post(`{"query": "${SECRET}`), code: 'BAD_REQUEST' },
  'a body of another type': {
    send: () => post(SECRET, { 'content-type': 'application/xml' }),
    code: 'BAD_REQUEST',
  },
  'a body without a query': { send: () => post({ operation: SECRET }), code: 'BAD_REQUEST' },
  'a query that is no text': { send: () => post({ query: { of: SECRET } }), code: 'BAD_REQUEST' },
  'variables in a GET that are not JSON': {
    send: () => get({ query: '{ me }', variables: `{${SECRET}` }),
    code: 'BAD_REQUEST',
  },
  'a GET that a page of another site may have sent': {
    send: () => get({ query: '{ me }' }, {}),
    code: 'BAD_REQUEST',
  },
  'a mutation by a GET': {
    send: () => get({ query: 'mutation Rename { rename(id: "ada", name: "x") { name } }' }),
    code: 'BAD_REQUEST',
    as: 'other mutation http rejected',
    operation: 'Rename',
  },
  'a hash that is not that of the document': {
    send: () => post({ query: '{ me }', extensions: { persistedQuery: { version: 1, sha256Hash: SECRET } } }),
    code: 'BAD_REQUEST',
  },
  'a method that GraphQL does not use': {
    send: () => send({ method: 'PUT', headers: { traceparent }, body: SECRET }),
    code: 'BAD_REQUEST',
  },
  'an operation that the document does not have': {
    send: () => post({ query: 'query A { me } query B { me }', operationName: 'C' }),
    code: 'OPERATION_RESOLUTION_FAILURE',
    as: 'other unknown http rejected',
    operation: 'C',
  },
  'a document that is not valid, for server-sent events': {
    send: () => post({ query: '{ nothing }', operationName: 'Bad' }, { accept: 'text/event-stream' }),
    code: 'GRAPHQL_VALIDATION_FAILED',
    as: 'other unknown sse rejected',
    operation: 'Bad',
  },
  'a bad token, for server-sent events': {
    send: () => post({ query: '{ me }' }, { accept: 'text/event-stream', authorization: `Bearer ${SECRET}` }),
    code: 'UNAUTHENTICATED',
    as: 'anonymous unknown sse rejected',
  },
  'a stream by a GET that a page of another site may have sent': {
    send: () => get({ query: 'subscription { ticks }' }, { accept: 'text/event-stream' }),
    code: 'BAD_REQUEST',
    as: 'anonymous unknown sse rejected',
  },
}

describe('a refused request', () => {
  it.each(Object.entries(overHttp))(
    'is counted once and has one line: %s',
    async (_, { send, code, as, operation }) => {
      await send()
      expect(await counted()).toEqual([as ?? 'anonymous unknown http rejected'])
      expect(operations()).toEqual([
        expect.objectContaining({
          outcome: 'rejected',
          codes: [code],
          durationMs: expect.any(Number),
          traceId: TRACE,
          level: 30,
        }),
      ])
      expect(operations()[0]?.operation).toBe(operation)
      expect(logged.log.written().join('')).not.toContain(SECRET)
    },
  )

  it('tells whose it was, where that is known', async () => {
    const { token, viewer } = await gateway.ports.tokenOf()
    await post({ query: '{ nothing }' }, { authorization: `Bearer ${token}` })
    expect(operations()).toEqual([expect.objectContaining({ userId: viewer.id })])
  })

  it('is counted and logged when there were too many', async () => {
    await restart({ RATE_LIMIT: '1' })
    for (const operationName of ['First', 'Second'])
      await post({ query: `query ${operationName} { me }`, operationName })
    // Nothing of it is read, so that its name is not known.
    expect(await counted()).toEqual(['First query http ok', 'anonymous unknown http rejected'])
    expect(operations()[1]).toMatchObject({ outcome: 'rejected', codes: ['RATE_LIMITED'] })
  })

  it('is counted and logged when it is a mutation of which there were too many', async () => {
    await restart({ RATE_LIMIT_MUTATIONS: '1' })
    const { token } = await gateway.ports.tokenOf()
    const query = 'mutation Rename { rename(id: "ada", name: "Ada") { name } }'
    for (let n = 0; n < 2; n++) await post({ query }, { authorization: `Bearer ${token}` })
    expect(await counted()).toEqual(['Rename mutation http ok', 'Rename mutation http rejected'])
  })

  it('is counted and logged when its document is not in the list', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'refusals-'))
    const file = join(folder, 'documents.json')
    await writeFile(file, JSON.stringify({ known: '{ me }' }))
    await restart({ PERSISTED_DOCUMENTS: file, PERSISTED_DOCUMENTS_MODE: 'only' })
    await post({ documentId: 'unknown' })
    await post({ query: '{ __typename }' })
    expect(await counted()).toEqual(new Array(2).fill('anonymous unknown http rejected'))
    expect(operations().map(({ codes }) => codes)).toEqual([['PERSISTED_QUERY_NOT_IN_LIST'], ['QUERY_NOT_IN_SAFELIST']])
    await rm(folder, { recursive: true })
  })

  it('is counted without a line when it only asks whether a document is kept', async () => {
    const query = 'query Kept { me }'
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    const extensions = { persistedQuery: { version: 1, sha256Hash } }
    await post({ extensions })
    await post({ query, extensions })
    await post({ extensions })
    expect(await counted()).toEqual(['anonymous unknown http rejected', 'Kept query http ok', 'Kept query http ok'])
    expect(operations().map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
  })

  it('has no line where lines are switched off', async () => {
    await restart({ LOG_OPERATIONS: 'off' })
    await post({ query: '{ nothing }' })
    expect(await counted()).toEqual(['anonymous query http rejected'])
    expect(operations()).toEqual([])
  })

  it('gives names that clients make up no count of their own', async () => {
    await post({ query: 'query Real { me }' })
    for (let n = 0; n < 3; n++) await post({ query: `query Made${n} { nothing }` })
    await post({ query: 'query Real { nothing }' })
    expect(await counted()).toEqual([
      'Real query http ok',
      ...new Array(3).fill('other query http rejected'),
      'Real query http rejected',
    ])
  })

  it('gives none to a name either that comes with variables which do not fit', async () => {
    await post({ query: 'query Made($id: ID!) { person(id: $id) { name } }' })
    expect(await counted()).toEqual(['other query http rejected'])
  })

  it('tells in its line what it would have cost, where that was too much', async () => {
    await restart({ MAX_COST: '1' })
    await post({ query: '{ job(id: "j1") { owner { name } } }' })
    expect(operations()).toEqual([
      expect.objectContaining({ outcome: 'rejected', codes: ['COST_LIMIT_EXCEEDED'], cost: 2 }),
    ])
  })

  it('is not what a browser asks for when it opens the page', async () => {
    expect((await get({}, { accept: 'text/html' })).status).toBe(200)
    expect(await counted()).toEqual([])
  })
})

describe('an operation that is refused over WebSocket', () => {
  const ask = async (client: ReturnType<typeof gateway.connect>, query: string, operationName?: string) => {
    await using results = new Results(client, { query, operationName, extensions: { traceparent } })
    await results.next().catch(() => undefined)
  }

  it('is counted once and has one line', async () => {
    const { token, viewer } = await gateway.ports.tokenOf()
    await ask(gateway.connect({ authorization: `Bearer ${token}` }), '{ nothing }', 'Bad')
    expect(await counted()).toEqual(['other unknown websocket rejected'])
    expect(operations()).toEqual([
      expect.objectContaining({
        operation: 'Bad',
        transport: 'websocket',
        codes: ['GRAPHQL_VALIDATION_FAILED'],
        traceId: TRACE,
        userId: viewer.id,
      }),
    ])
  })

  it('is counted and logged when there were too many', async () => {
    await restart({ RATE_LIMIT: '1' })
    const client = gateway.connect()
    for (let n = 0; n < 2; n++) await ask(client, '{ me }')
    expect(operations().map(({ outcome, codes }) => [outcome, codes])).toEqual([
      ['ok', undefined],
      ['rejected', ['RATE_LIMITED']],
    ])
  })

  it('is counted and logged when too many are under way on the connection', async () => {
    await restart({ MAX_OPERATIONS_PER_CONNECTION: '1' })
    const client = gateway.connect()
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    await using watching = new Results(client, { query: 'subscription { jobUpdated(id: "j1") { version } }' })
    await watching.next()
    await ask(client, '{ me }')
    expect(await counted()).toEqual(['anonymous unknown websocket rejected'])
    expect(operations()).toEqual([expect.objectContaining({ codes: ['RATE_LIMITED'], traceId: TRACE })])
  })
})
