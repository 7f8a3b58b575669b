import { startLoggedGateway } from '@atelier/testkit/gateway/loggedGateway.ts'
import { type Params, transports } from '@atelier/testkit/gateway/transports.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let logged: Awaited<ReturnType<typeof startLoggedGateway>>
beforeAll(async () => {
  // What is tried here costs time, which is another limit.
  logged = await startLoggedGateway({ RATE_LIMIT: '0', RATE_LIMIT_PLANNING_MS: '0' })
})
afterAll(() => logged.gateway.close())

const LONG = 'x'.repeat(900_000)
const many = <T>(count: number, one: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => one(n))
const members = (count: number, nameOf: (n: number) => string) =>
  Object.fromEntries(many(count, n => [nameOf(n), n] as const))
const nested = (levels: number): object => (levels === 0 ? {} : { either: [nested(levels - 1)] })
const COUNT = 'query ($f: JobFilter) { jobCount(filter: $f) }'
const BY_TAGS = 'query ($tags: [String!]) { jobCount(tags: $tags) }'

const variables: Record<string, Params> = {
  'very many unknown members': { query: COUNT, variables: { f: members(60_000, n => `k${n}`) } },
  'long unknown members': { query: COUNT, variables: { f: members(9_000, n => `key${n}${'y'.repeat(80)}`) } },
  'unknown members like known ones': { query: COUNT, variables: { f: members(5_000, n => `status${n}`) } },
  'one unknown member of a very long name': { query: COUNT, variables: { f: { [LONG]: 1 } } },
  'a very long text for an enum': { query: COUNT, variables: { f: { status: LONG } } },
  'very many wrong texts for an enum': { query: COUNT, variables: { f: { status: many(9_000, n => `START${n}`) } } },
  'a very long text for a number': { query: COUNT, variables: { f: { most: LONG } } },
  'an object for a text': { query: COUNT, variables: { f: { text: members(9_000, n => `key${n}${'z'.repeat(80)}`) } } },
  'a list of lists for a text': {
    query: COUNT,
    variables: { f: { text: many(90, () => many(90, () => 'w'.repeat(90))) } },
  },
  'very many wrong items': { query: BY_TAGS, variables: { tags: many(9_000, () => ({ a: 'b'.repeat(60) })) } },
  'very many items': { query: BY_TAGS, variables: { tags: many(100_000, () => 'a') } },
  'very many items in any JSON': {
    query: 'query ($like: JSON) { jobCount(like: $like) }',
    variables: { like: [many(50_000, () => 1), many(50_000, () => 1)] },
  },
  'very many values that nobody asks for': { query: '{ jobCount }', variables: { extra: many(100_000, () => 1) } },
  'very many variables that nobody declares': { query: '{ jobCount }', variables: members(60_000, n => `v${n}`) },
  'values within values': { query: COUNT, variables: { f: nested(1_000) } },
  'a wrong value in the depth': { query: COUNT, variables: { f: { either: [{ either: [{ most: [LONG] }] }] } } },
}

const documents: Record<string, Params> = {
  'a long name of an operation with many faults': {
    query: `query ${LONG.slice(0, 200_000)} { ${many(49, n => `a${n}: jobCount(tags: $v${n})`).join(' ')} }`,
  },
  'a long name of a field': { query: `{ ${LONG} }` },
  'a long name of a type': { query: `{ ... on ${LONG} { jobCount } }` },
  'a long name of a fragment': { query: `{ ...${LONG} }` },
  'a long name of an argument': { query: `{ jobCount(${LONG}: 1) }` },
  'a long name of a directive': { query: `{ jobCount @${LONG} }` },
  'a long name of a variable': { query: `query ($${LONG}: Int) { jobCount }` },
  'a long alias': { query: `{ ${LONG}: jobCount }` },
  'a long name of an enum value': { query: `{ jobCount(filter: { status: ${LONG} }) }` },
  'a long text for a number': { query: `{ jobCount(filter: { most: "${LONG}" }) }` },
  'a long text for an enum': { query: `{ jobCount(filter: { status: "${LONG}" }) }` },
  'a long list for a text': { query: `{ jobCount(filter: { text: [${many(3_000, n => `"${n}"`).join(' ')}] }) }` },
  'many unknown members': { query: `{ jobCount(filter: { ${many(3_000, n => `status${n}: 1`).join(' ')} }) }` },
  'many wrong enum values': { query: `{ jobCount(filter: { status: [${many(9_000, n => `START${n}`).join(' ')}] }) }` },
  'many unknown arguments': { query: `{ jobCount(${many(3_000, n => `tags${n}: 1`).join(' ')}) }` },
  'many unknown fields': { query: `{ job(id: 1) { ${many(5_000, n => `status${n}`).join(' ')} } }` },
  'a long word in the wrong place': { query: `{ jobCount } ${LONG}` },
  'a long text in the wrong place': { query: `{ jobCount } "${LONG}"` },
  'a long name of the operation that is meant': { query: '{ jobCount }', operationName: LONG },
}

const cases = { ...variables, ...documents }
const ofBody = Object.keys(transports).filter(way => way !== 'GET')

describe.each(ofBody)('what nobody can use, by %s', way => {
  it.each(Object.keys(cases))('is refused in a few words: %s', async name => {
    logged.log.clear()
    const answer = await transports[way]?.(logged.gateway, cases[name] ?? {})
    expect(answer?.errors?.length).toBeGreaterThan(0)
    expect(answer?.data).toBeUndefined()
    expect(JSON.stringify(answer?.errors).length).toBeLessThan(70_000)
    for (const { message } of answer?.errors ?? []) expect(message.length).toBeLessThanOrEqual(1_001)
    if (name in variables) {
      expect(answer?.errors?.length).toBeLessThanOrEqual(5)
      expect(answer?.errors?.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT')
    }
    for (const line of logged.log.written()) expect(line.length).toBeLessThan(3_000)
  })
})

it.each(['unknown members like known ones', 'very many wrong texts for an enum'])(
  'says what is wrong with the first of many faults: %s',
  async name => {
    const { errors } = (await transports.POST?.(logged.gateway, cases[name] ?? {})) ?? {}
    expect(errors).toHaveLength(5)
    expect(errors?.[0]?.message).toContain('Variable "$f" got invalid value')
    expect(errors?.[0]?.message).toMatch(/"status0" is not defined by type "JobFilter"|"START0" does not exist in/)
  },
)

it('a subscription that nobody can use is refused in a few words by multipart, too', async () => {
  const response = await fetch(`${logged.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed;subscriptionSpec=1.0' },
    body: JSON.stringify({
      query: 'subscription ($id: ID!) { jobUpdated(id: $id) { id } }',
      variables: { id: members(9_000, n => `key${n}${'y'.repeat(80)}`) },
    }),
  })
  const text = await response.text()
  expect(text).toContain('BAD_USER_INPUT')
  expect(text.length).toBeLessThan(3_000)
})

it('a short value is shown whole', async () => {
  const { errors } = await logged.gateway.post(COUNT, { variables: { f: { most: 'few', tags: ['a'] } } })
  expect(errors[0]?.message).toBe(
    'Variable "$f" got invalid value "few" at "f.most"; Int cannot represent non-integer value: "few"',
  )
})

describe.each(Object.keys(transports))('text that is not well formed, by %s', way => {
  const HALF = '\ud83e'
  const JSON_LIKE = 'query ($like: JSON) { jobCount(like: $like) }'

  it.each<[string, Params]>([
    ['a value', { query: BY_TAGS, variables: { tags: [`a${HALF}`] } }],
    ['a value within values', { query: JSON_LIKE, variables: { like: [{ a: [{ b: `${HALF}b` }] }] } }],
    ['the name of a member', { query: JSON_LIKE, variables: { like: { [HALF]: 1 } } }],
    ['the name of a variable', { query: '{ jobCount }', variables: { [HALF]: 1 } }],
    ['a value that nobody asks for', { query: '{ jobCount }', variables: { extra: '\udd8b\ud83e' } }],
  ])('is refused: %s', async (_, params) => {
    const { data, errors } = (await transports[way]?.(logged.gateway, params)) ?? {}
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
    expect(data).toBeUndefined()
  })

  it.each([
    ['in the document', { query: `{ jobCount(tags: ["${HALF}"]) }` }],
    ['in a text of several lines', { query: `{ jobCount(tags: ["""${HALF}"""]) }` }],
    ['in a comment', { query: `{ jobCount } # ${HALF}` }],
    ['as an escape', { query: '{ jobCount(tags: ["\\ud83e"]) }' }],
    ['as an escape in braces', { query: '{ jobCount(tags: ["\\u{d83e}"]) }' }],
    ['in the name of the operation', { query: 'query A { jobCount }', operationName: `A${HALF}` }],
  ])('is not taken %s', async (_, params) => {
    // Addresses have no way to write halves: what is sent has another character in their place.
    if (way === 'GET' && !params.query.includes('\\')) return
    const { data, errors } = (await transports[way]?.(logged.gateway, params)) ?? {}
    expect(errors).toHaveLength(1)
    expect(data).toBeUndefined()
  })

  it('is taken when it is whole', async () => {
    const answer = await transports[way]?.(logged.gateway, { query: JSON_LIKE, variables: { like: { '🦋': ['🦋'] } } })
    expect(answer).toEqual({ data: { jobCount: 0 } })
  })
})
