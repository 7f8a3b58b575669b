import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import type { Params } from '@atelier/testkit/gateway/transports.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

let gateway: TestGateway
/** In this supergraph people sign in by `start`, and out by `rename`. */
const SETTINGS = { SIGN_IN_FIELDS: 'start', SIGN_OUT_FIELDS: 'rename' }
beforeAll(async () => {
  gateway = await startTestGateway(SETTINGS)
})
afterAll(() => gateway.close())

let expired: string
beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() - 3_600_000) }
  const viewer = { id: 'u1', username: 'ada', role: 'USER', sessionId: 's1' } as const
  expired = (await createTokenSigner(gateway.ports.keys, { clock }).sign(viewer)).token
})

const start = 'start(id: "j1") { id }'
const rename = 'rename(id: "ada", name: "Ada") { id }'

const EXPIRED = { authorization: 'Bearer a.b.c' }

async function post(params: Params, headers: Record<string, string> = EXPIRED, url = gateway.url) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(params),
  })
  const text = await response.text()
  return { status: response.status, text }
}

describe('an invalid token', () => {
  it.each<[string, Params]>([
    ['a sign-in', { query: `mutation { ${start} }` }],
    ['a sign-out', { query: `mutation { ${rename} }` }],
    ['both under aliases', { query: `mutation { a: ${start} b: ${rename} __typename }` }],
    [
      'one in a fragment',
      { query: `mutation { ...F ... on Mutation { b: ${rename} } } fragment F on Mutation { ${start} }` },
    ],
    ['the named one of two', { query: `mutation A { ${start} } query B { me }`, operationName: 'A' }],
    ['variables', { query: 'mutation ($id: ID!) { start(id: $id) { id } }', variables: { id: 'j1' } }],
  ])('is ignored with %s', async (_, params) => {
    gateway.servers.jobs.requests.length = 0
    for (const authorization of ['Bearer a.b.c', 'Basic YWRhOmE=', 'Bearer ']) {
      const { status, text } = await post(params, { authorization })
      expect([status, JSON.parse(text).errors]).toEqual([200, undefined])
    }
    for (const headers of gateway.servers.jobs.requests) expect(headers.authorization).toBeUndefined()
  })

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0, application/json'])(
    'is ignored with a response as %s, too',
    async accept => {
      const query = `mutation { ${start} }`
      const { status, text } = await post({ query }, { authorization: 'Bearer a.b.c', accept })
      expect([status, text.includes('"start"')]).toEqual([200, true])
    },
  )

  it('is ignored over GET, which is no way to sign in all the same', async () => {
    const query = new URLSearchParams({ query: `mutation { ${start} }` })
    for (const accept of ['application/json', 'text/event-stream']) {
      const headers = { authorization: 'Bearer a.b.c', 'apollo-require-preflight': 'yes', accept }
      const { status } = await fetch(`${gateway.url}/graphql?${query}`, { headers })
      expect([accept, status]).toEqual([accept, 405])
    }
  })

  it('is ignored with an automatic persisted query', async () => {
    const query = `mutation Automatic { ${start} }`
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    const extensions = { persistedQuery: { version: 1, sha256Hash } }
    expect((await post({ extensions })).text).toContain('PERSISTED_QUERY_NOT_FOUND')
    for (const params of [{ query, extensions }, { extensions }]) {
      expect(JSON.parse((await post(params)).text).data).toEqual({ start: { id: 'j1' } })
    }
  })

  it('is ignored with a persisted document', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tokenless-'))
    const file = join(folder, 'documents.json')
    writeFileSync(file, JSON.stringify({ start: `mutation { ${start} }`, me: '{ me }' }))
    const other = await startTestGateway({
      ...SETTINGS,
      PERSISTED_DOCUMENTS: file,
      PERSISTED_DOCUMENTS_MODE: 'only',
    })
    try {
      const statusOf = async (params: Params) => (await post(params, EXPIRED, other.url)).status
      expect(await statusOf({ documentId: 'start' })).toBe(200)
      expect(await statusOf({ extensions: { persistedQuery: { version: 1, sha256Hash: 'start' } } })).toBe(200)
      expect(await statusOf({ documentId: 'me' })).toBe(401)
      expect(await statusOf({ documentId: 'unknown' })).toBe(401)
    } finally {
      await other.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('is refused with a sign-in beside another mutation', async () => {
    const other = await startTestGateway({ SIGN_IN_FIELDS: 'start', SIGN_OUT_FIELDS: '' })
    try {
      for (const query of [
        `mutation { ${start} ${rename} }`,
        `mutation { ...F } fragment F on Mutation { ... { ${start} ${rename} } }`,
        `mutation { start: ${rename} }`,
      ]) {
        expect([query, (await post({ query }, EXPIRED, other.url)).status]).toEqual([query, 401])
      }
    } finally {
      await other.close()
    }
  })

  it.each<[string, Params]>([
    ['a query', { query: '{ me }' }],
    ['a query that names one', { query: '{ start: me }' }],
    ['the other one of two', { query: `mutation A { ${start} } query B { me }`, operationName: 'B' }],
    ['two operations and no name', { query: `mutation A { ${start} } query B { me }` }],
    ['nothing but its typename', { query: '# start\nmutation { __typename }' }],
    ['a document that does not fit the schema', { query: 'mutation { start { nothing } }' }],
    ['no document', { query: 'mutation { start' }],
    ['a long request', { query: `mutation { ${start} } ${' '.repeat(20_000)}` }],
  ])('is refused with %s', async (_, params) => {
    const { status, text } = await post(params)
    expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})

describe('a WebSocket with an invalid token', () => {
  /** Each another one: those that come again and again are told apart. */
  const bad = () => ({ authorization: `Bearer a.b.${randomUUID()}` })
  const reason = 'TOKEN_INVALID: The access token is not valid. Sign in.'

  const connect = async (params: Record<string, unknown> = bad()) => {
    const raw = await RawSocket.connect(gateway.url, params)
    const closing = new Promise<string>(resolve => {
      raw.socket.once('close', (code, text) => resolve(`${code} ${text}`))
    })
    return Object.assign(raw, { closing })
  }

  it.each<[string, () => Record<string, unknown>]>([
    ['is not valid', bad],
    ['is none', () => ({ headers: { Authorization: 7 } })],
    ['has expired', () => ({ authorization: `Bearer ${expired}` })],
  ])('that %s runs what needs none', async (_, paramsOf) => {
    const raw = await connect(paramsOf())
    gateway.servers.jobs.requests.length = 0
    raw.subscribe('1', `mutation { ${start} }`)
    expect(await raw.next()).toEqual({ id: '1', type: 'next', payload: { data: { start: { id: 'j1' } } } })
    expect(await raw.next()).toEqual({ id: '1', type: 'complete' })
    raw.subscribe('2', `mutation { a: ${rename} b: ${start} }`)
    expect((await raw.next()).payload.errors).toBeUndefined()
    expect(gateway.servers.jobs.requests.map(headers => headers.authorization)).toEqual([undefined, undefined])
    raw.socket.terminate()
  })

  it.each([
    '{ me }',
    'subscription { ticks }',
    `mutation { ${start} { nothing } }`,
    '# start\n{ me }',
    `mutation { ${start} } ${' '.repeat(20_000)}`,
  ])('is closed with 4403 by %s', async query => {
    const raw = await connect()
    raw.subscribe('1', query)
    expect(await raw.closing).toBe(`4403 ${reason}`)
    expect(raw.waiting).toEqual([])
  })

  it('still answers a sign-in that comes together with something else', async () => {
    const raw = await connect()
    const message = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } })
    raw.sendTogether(message('1', 'subscription { ticks }'), message('2', `mutation { ${start} }`))
    expect(await raw.next()).toMatchObject({ id: '2', payload: { data: { start: { id: 'j1' } } } })
    expect(await raw.closing).toBe(`4403 ${reason}`)
  })

  it('is closed with 4403 when nothing comes', async () => {
    expect(await (await connect()).closing).toBe(`4403 ${reason}`)
  })

  it('lets a client that tries again and again give up', async () => {
    const params = bad()
    const acknowledgements: unknown[] = []
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: params,
      retryAttempts: 3,
      retryWait: async () => {},
      on: { connected: () => acknowledgements.push(1) },
    })
    await expect(client.iterate({ query: '{ me }' }).next()).rejects.toMatchObject({ code: 4403, reason })
    expect(acknowledgements).toHaveLength(3)
    await client.dispose()
  })

  it('does not keep a client from going on with a new one', async () => {
    const { token } = await gateway.ports.tokenOf()
    const params = [bad(), { authorization: `Bearer ${token}` }]
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => params.shift(),
      retryAttempts: 3,
      retryWait: async () => {},
    })
    const { value } = await client.iterate({ query: '{ me }' }).next()
    expect(value?.data).toEqual({ me: `Bearer ${token}` })
    await client.dispose()
  })

  it('that was good when it began runs what needs none after its end', async () => {
    const { token, viewer } = await gateway.ports.tokenOf()
    const raw = await connect({ authorization: `Bearer ${token}` })
    await gateway.ports.revoked.revoke([viewer.sessionId])
    gateway.servers.jobs.requests.length = 0
    raw.subscribe('1', `mutation { ${start} }`)
    expect((await raw.next()).payload.data).toEqual({ start: { id: 'j1' } })
    expect(gateway.servers.jobs.requests[0]?.authorization).toBeUndefined()
    raw.socket.terminate()
  })
})
