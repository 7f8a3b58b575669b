import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { transports } from '@atelier/testkit/gateway/transports.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayEnvironment } from '../config.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const repeat = (times: number, text: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => text(n)).join(' ')

/** Documents that are cheap to send and dear to answer, or to look at, by what they are. */
const bombs: Record<string, [text: string, code: string]> = {
  'a document of a megabyte': [`{ ${repeat(90_000, n => `a${n}: me`)} }`, 'GRAPHQL_PARSE_FAILED'],
  'fields within fields': [
    `{ job(id: 1) ${'{ owner '.repeat(200)} { id } ${'}'.repeat(200)} }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'fragments within fragments': [
    `{ job(id: 1) ${'{ ... on Job '.repeat(1_500)} { id } ${'}'.repeat(1_500)} }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'values within values': [
    `{ job(id: ${'['.repeat(1_500)} ${']'.repeat(1_500)}) { id } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'braces within braces': ['{ a '.repeat(100_000), 'GRAPHQL_PARSE_FAILED'],
  'many aliases': [`{ job(id: 1) { ${repeat(1_500, n => `a${n}: owner { id }`)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  'many fields at the root': [`{ ${repeat(60, n => `a${n}: me`)} }`, 'GRAPHQL_VALIDATION_FAILED'],
  'one field many times': [`{ job(id: 1) { ${repeat(2_000, () => 'owner { id }')} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  'many fragments': [
    `{ job(id: 1) { ${repeat(900, n => `...F${n}`)} } } ${repeat(900, n => `fragment F${n} on Job { id }`)}`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'fragments that double at each level': [
    `{ job(id: 1) { ...F0 } } ${repeat(50, n => `fragment F${n} on Job { ...F${n + 1} ...F${n + 1} }`)} fragment F50 on Job { id }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a fragment that spreads itself': [
    '{ job(id: 1) { ...F } } fragment F on Job { id ...F }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'a circle of fragments': [
    `{ job(id: 1) { ...F0 } } ${repeat(150, n => `fragment F${n} on Job { id ...F${(n + 1) % 150} }`)}`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  'many directives': [`{ me ${repeat(1_000, () => '@include(if: true)')} }`, 'GRAPHQL_VALIDATION_FAILED'],
  'many unknown directives': [`{ me ${repeat(3_000, n => `@d${n}`)} }`, 'GRAPHQL_VALIDATION_FAILED'],
  'many operations': [repeat(500, n => `query Q${n} { me }`), 'GRAPHQL_VALIDATION_FAILED'],
}

describe.each(Object.keys(transports).filter(way => way !== 'GET'))('a bomb by %s', way => {
  it.each(Object.keys(bombs))('is refused: %s', async name => {
    const [query, code] = bombs[name] ?? ['', '']
    gateway.servers.people.requests.length = 0
    const { data, errors } = (await transports[way]?.(gateway, { query })) ?? {}
    expect(errors?.map(error => error.extensions.code)).toEqual([code])
    expect(data).toBeUndefined()
    expect(gateway.servers.people.requests).toEqual([])
  })
})

it('a refusal says the limit and the figure', async () => {
  const { errors } = await gateway.post(`{ ${repeat(60, n => `a${n}: me`)} }`)
  expect(errors[0]?.message).toBe('The document has 60 fields at its root; 50 are allowed.')
})

it('a bomb by GET is refused like any other', async () => {
  const query = `{ ${repeat(60, n => `a${n}: me`)} }`
  expect((await transports.GET?.(gateway, { query }))?.errors?.[0]?.message).toContain('60 fields at its root')
})

describe('an operation that can answer with too much', () => {
  let strict: TestGateway
  beforeAll(async () => {
    strict = await startTestGateway({ MAX_COST: '3' })
  })
  afterAll(() => strict.close())

  it.each(Object.keys(transports))('is refused by %s', async way => {
    const query = '{ job(id: 1) { owner { id } } a: job(id: 2) { owner { id } } }'
    const answer = await transports[way]?.(strict, { query })
    expect(answer?.errors?.[0]?.extensions).toEqual({ code: 'COST_LIMIT_EXCEEDED', cost: { estimated: 4, limit: 3 } })
    expect(answer?.data).toBeUndefined()
  })

  it('is refused as a subscription', async () => {
    const query = 'subscription { jobUpdated(id: 1) { a: owner { id } b: owner { id } c: owner { id } } }'
    const answer = await transports.WebSocket?.(strict, { query })
    expect(answer?.errors?.[0]?.extensions.code).toBe('COST_LIMIT_EXCEEDED')
  })
})

describe('limits that are off', () => {
  it('let everything valid pass', async () => {
    const limits = Object.keys(gatewayEnvironment.shape).filter(name => name.startsWith('MAX_'))
    const open = await startTestGateway({
      ...Object.fromEntries(limits.map(name => [name, '0'])),
      RATE_LIMIT_PLANNING_MS: '0',
    })
    try {
      const { data, errors } = await open.post(`{ ${repeat(15_000, n => `a${n}: __typename`)} }`)
      expect(errors).toEqual([])
      expect(Object.keys(data)).toHaveLength(15_000)
    } finally {
      await open.close()
    }
  })
})

describe('requests of other shapes', () => {
  const send = (body: string, type = 'application/json') =>
    fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body })

  it.each([
    ['several operations in one request', '[{"query":"{ me }"},{"query":"{ me }"}]', 400],
    ['no operation', '[]', 400],
    ['a body that is no JSON', '{"query": ', 400],
    ['variables that are a list', '{"query":"{ me }","variables":[1]}', 400],
    ['variables that are a text', '{"query":"{ me }","variables":"{}"}', 400],
    ['a document that is a tree', '{"query":{"kind":"Document","definitions":[]}}', 400],
    ['a body that is too long', JSON.stringify({ query: '{ me }', variables: { x: 'x'.repeat(1_100_000) } }), 413],
    ['variables that are too long', JSON.stringify({ query: '{ me }', variables: { x: Array(600_000).fill(1) } }), 413],
  ])('are refused as GraphQL clients expect it: %s', async (_, body, status) => {
    gateway.servers.people.requests.length = 0
    const response = await send(body)
    const { data, errors } = (await response.json()) as { data?: unknown; errors: { extensions: { code: string } }[] }
    expect(response.status).toBe(status)
    expect(errors).toHaveLength(1)
    expect(errors[0]?.extensions.code).toBe('BAD_REQUEST')
    expect(data).toBeUndefined()
    expect(gateway.servers.people.requests).toEqual([])
  })

  it('are refused with variables that are nested deeper than any input', async () => {
    const response = await send(
      `{"query":"query ($v: ID!) { job(id: $v) { id } }","variables":{"v":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    )
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] }
    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect(errors[0]?.message).toContain('deeper than 100 levels')
  })

  it('close a WebSocket when a message is too long', async () => {
    const closed = Promise.withResolvers<number>()
    const client = gateway.connect({}, { closed: event => closed.resolve((event as CloseEvent).code) })
    client.subscribe(
      { query: '{ me }', variables: { x: 'x'.repeat(1_100_000) } },
      { next: () => {}, error: () => {}, complete: () => {} },
    )
    expect(await closed.promise).toBe(1009)
  })
})
