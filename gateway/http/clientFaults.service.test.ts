import { type GatewayResponse, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const post = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const persisted = (persistedQuery: unknown) => post({ query: '{ me }', extensions: { persistedQuery } })

interface Fault {
  init?: RequestInit
  search?: Record<string, string>
  says: string
}

const FAULTS: Record<string, Fault> = {
  'a hash that is not that of the document': {
    init: persisted({ version: 1, sha256Hash: 'abc' }),
    says: 'provided sha does not match query',
  },
  'a hash of a version that is not known': {
    init: persisted({ version: 2, sha256Hash: 'abc' }),
    says: 'Unsupported persisted query version',
  },
  'a persisted query that is none': { init: persisted('abc'), says: 'Unsupported persisted query version' },
  'no query at all': { init: post({ variables: {} }), says: 'must contain a non-empty `query`' },
  'a query that is no text': { init: post({ query: 1 }), says: 'must be strings' },
  'variables that are no object': { init: post({ query: '{ me }', variables: [1] }), says: '`variables`' },
  'extensions that are no object': { init: post({ query: '{ me }', extensions: 'x' }), says: '`extensions`' },
  'an operation name that is no text': { init: post({ query: '{ me }', operationName: 1 }), says: '`operationName`' },
  'several requests in one': { init: post([{ query: '{ me }' }, { query: '{ me }' }]), says: 'batching' },
  'half a character in the bytes': {
    init: { ...post({}), body: Buffer.from('{"query":"{ me }","variables":{"a":"\xed\xa0\x80"}}', 'latin1') },
    says: 'UTF-8',
  },
  'bytes that are no UTF-8': {
    init: { ...post({}), body: Buffer.from('{"query":"{ me }","operationName":"\xff"}', 'latin1') },
    says: 'UTF-8',
  },
  'variables in a GET that are not JSON': { search: { query: '{ me }', variables: '{' }, says: 'variables' },
  'extensions in a GET that are not JSON': { search: { query: '{ me }', extensions: '{' }, says: 'extensions' },
}

describe('a fault of the client is told as such', () => {
  it.each(Object.entries(FAULTS))('%s', async (_, { init, search, says }) => {
    const url = `${gateway.url}/graphql?${new URLSearchParams(search)}`
    const response = await fetch(url, init ?? { headers: { 'apollo-require-preflight': 'yes' } })
    const { errors } = (await response.json()) as GatewayResponse
    expect(response.status).toBe(400)
    expect(errors).toEqual([{ message: expect.stringContaining(says), extensions: { code: 'BAD_REQUEST' } }])
  })
})
