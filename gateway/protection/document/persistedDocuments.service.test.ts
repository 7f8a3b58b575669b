import { createHash } from 'node:crypto'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ERROR_CODES } from '@atelier/platform/errors/errorCodes.ts'
import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { transports } from '@atelier/testkit/gateway/transports.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hashed = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } })

const LISTED = 'query Listed { me }'
const NAMED = 'query Named($id: ID!) { job(id: $id) { id } }'
const UNLISTED = '{ __typename }'

let folder = ''
let file = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'persisted-'))
  file = join(folder, 'documents.json')
  await list({ [sha256(LISTED)]: LISTED, named: NAMED })
})
afterAll(() => rm(folder, { recursive: true }))

/** Puts another list in the place of the present one, as tools do: all at once. */
async function list(documents: unknown): Promise<void> {
  await writeFile(`${file}.next`, typeof documents === 'string' ? documents : JSON.stringify(documents))
  await rename(`${file}.next`, file)
}

const codeOf = async (answer: Promise<{ errors?: { extensions: Record<string, unknown> }[] }> | undefined) =>
  (await answer)?.errors?.[0]?.extensions.code

describe.each(Object.keys(transports))('a gateway that takes listed documents only, by %s', way => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ PERSISTED_DOCUMENTS: file, PERSISTED_DOCUMENTS_MODE: 'only' })
  })
  afterAll(() => gateway.close())
  const ask = (params: Parameters<(typeof transports)[string]>[1]) => transports[way]?.(gateway, params)

  it('answers documents by their identifier', async () => {
    gateway.publish({ id: '7', version: 1, status: 'NEW' })
    expect((await ask({ documentId: 'named', variables: { id: '7' } }))?.data).toEqual({ job: { id: '7' } })
  })

  it('answers documents by their hash, in both of its forms', async () => {
    expect((await ask({ documentId: `sha256:${sha256(LISTED)}` }))?.data).toEqual({ me: null })
    expect((await ask({ extensions: hashed(LISTED) }))?.data).toEqual({ me: null })
  })

  it('answers the text of a listed document', async () => {
    expect((await ask({ query: LISTED }))?.data).toEqual({ me: null })
  })

  it('refuses every other document', async () => {
    gateway.servers.people.requests.length = 0
    expect(await codeOf(ask({ query: UNLISTED }))).toBe('QUERY_NOT_IN_SAFELIST')
    expect(await codeOf(ask({ query: `${LISTED} ` }))).toBe('QUERY_NOT_IN_SAFELIST')
    expect(await codeOf(ask({ documentId: 'other' }))).toBe('PERSISTED_QUERY_NOT_IN_LIST')
    expect(await codeOf(ask({ extensions: hashed(UNLISTED) }))).toBe('PERSISTED_QUERY_NOT_IN_LIST')
    expect(await codeOf(ask({ query: UNLISTED, extensions: hashed(UNLISTED) }))).toBe('QUERY_NOT_IN_SAFELIST')
    expect(gateway.servers.people.requests).toEqual([])
  })
})

describe('a gateway that prefers listed documents', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ PERSISTED_DOCUMENTS: file })
  })
  afterAll(() => gateway.close())

  it.each(Object.keys(transports))('answers listed and other documents by %s', async way => {
    expect((await transports[way]?.(gateway, { extensions: hashed(LISTED) }))?.data).toEqual({ me: null })
    expect((await transports[way]?.(gateway, { query: UNLISTED }))?.data).toEqual({ __typename: 'Query' })
  })

  it('refuses identifiers that it does not know', async () => {
    expect(await codeOf(transports.POST?.(gateway, { documentId: 'other' }))).toBe('PERSISTED_QUERY_NOT_IN_LIST')
  })

  it('serves a subscription by its identifier', async () => {
    const client = gateway.connect()
    await list({ [sha256(LISTED)]: LISTED, named: NAMED, ticks: 'subscription { ticks }' })
    await waitUntil(async () =>
      expect(await codeOf(transports.POST?.(gateway, { documentId: 'ticks' }))).not.toBe('PERSISTED_QUERY_NOT_IN_LIST'),
    )
    const ticks = client.iterate({ query: '', documentId: 'ticks' } as { query: string })
    const first = ticks.next()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    gateway.tick(3)
    expect((await first).value?.data).toEqual({ ticks: 3 })
  })

  it('serves a new list as soon as it is there, and keeps the last good one', async () => {
    await list({ [sha256(LISTED)]: LISTED, named: NAMED, late: UNLISTED })
    await waitUntil(async () =>
      expect((await transports.POST?.(gateway, { documentId: 'late' }))?.data).toEqual({ __typename: 'Query' }),
    )
    await list('{ "broken": ')
    await list({ broken: '{ a' })
    expect((await transports.POST?.(gateway, { documentId: 'late' }))?.data).toEqual({ __typename: 'Query' })
  })
})

describe('automatically persisted queries', () => {
  const statusOf = async ({ url }: TestGateway, text: string) => {
    const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
    const body = JSON.stringify({ extensions: hashed(text) })
    return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).status
  }

  const query = '{ me again: me }'

  it('are asked for once and known then', async () => {
    const gateway = await startTestGateway()
    try {
      expect(await codeOf(transports.POST?.(gateway, { extensions: hashed(query) }))).toBe('PERSISTED_QUERY_NOT_FOUND')
      expect(await statusOf(gateway, query)).toBe(ERROR_CODES.PERSISTED_QUERY_NOT_FOUND.httpStatus)
      const data = { me: null, again: null }
      expect((await transports.POST?.(gateway, { query, extensions: hashed(query) }))?.data).toEqual(data)
      expect((await transports.POST?.(gateway, { extensions: hashed(query) }))?.data).toEqual(data)
      expect((await transports.GET?.(gateway, { extensions: hashed(query) }))?.data).toEqual(data)
    } finally {
      await gateway.close()
    }
  })

  it('are not kept under a hash that is not theirs, nor when they are beyond the limits', async () => {
    const gateway = await startTestGateway({ MAX_ALIASES: '1' })
    try {
      const wrong = await transports.POST?.(gateway, { query: LISTED, extensions: hashed(query) })
      expect(wrong?.data).toBeUndefined()
      const bomb = '{ a: me b: me }'
      expect(await codeOf(transports.POST?.(gateway, { query: bomb, extensions: hashed(bomb) }))).toBe(
        'GRAPHQL_VALIDATION_FAILED',
      )
      for (const text of [query, bomb]) {
        expect(await codeOf(transports.POST?.(gateway, { extensions: hashed(text) }))).toBe('PERSISTED_QUERY_NOT_FOUND')
      }
    } finally {
      await gateway.close()
    }
  })

  it('are forgotten when others need the space', async () => {
    const gateway = await startTestGateway({ APQ_CACHE_BYTES: '100' })
    try {
      const register = (text: string) => transports.POST?.(gateway, { query: text, extensions: hashed(text) })
      await register(LISTED)
      await register(`{ ${'me '.repeat(30)} }`)
      expect(await codeOf(transports.POST?.(gateway, { extensions: hashed(LISTED) }))).toBe('PERSISTED_QUERY_NOT_FOUND')
    } finally {
      await gateway.close()
    }
  })

  it('are not supported where they are off', async () => {
    const gateway = await startTestGateway({ APQ_CACHE_BYTES: '0' })
    try {
      const answer = transports.POST?.(gateway, { extensions: hashed(query) })
      expect(await codeOf(answer)).toBe('PERSISTED_QUERY_NOT_SUPPORTED')
      expect(await statusOf(gateway, query)).toBe(ERROR_CODES.PERSISTED_QUERY_NOT_SUPPORTED.httpStatus)
    } finally {
      await gateway.close()
    }
  })
})

describe('a list that cannot be read', () => {
  it.each([
    ['that is not there', undefined, /ENOENT/],
    ['that is no JSON', '{', /JSON/],
    ['with a document that does not parse', '{"x": "{ a"}', /x: Syntax Error/],
  ])('%s keeps the gateway from starting, and says why', async (_, text, reason) => {
    const path = join(folder, `bad-${Math.random()}.json`)
    if (text !== undefined) await writeFile(path, text)
    await expect(startTestGateway({ PERSISTED_DOCUMENTS: path })).rejects.toThrow(reason)
  })
})
