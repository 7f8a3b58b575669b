import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { type AnyAnswer, type Params, transports } from '@atelier/testkit/gateway/transports.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: TestGateway
/** In this supergraph people sign in by `start`, and sign up by `rename`. */
async function start(env: Record<string, string>): Promise<void> {
  gateway = await startTestGateway({ RATE_LIMIT_WINDOW_MS: '3600000', SIGN_IN_FIELDS: 'start, rename', ...env })
}
afterEach(() => gateway.close())

const signIn = (id = 'j1'): Params => ({ query: 'mutation ($id: ID!) { start(id: $id) { id } }', variables: { id } })
const signUp: Params = { query: 'mutation { rename(id: "ada", name: "Ada") { id } }' }
const other: Params = { query: '{ me }' }

const post = async ({ query = '', variables }: Params): Promise<number> =>
  (await gateway.post(query, { variables })).status
const codeOf = ({ errors }: AnyAnswer) => errors?.[0]?.extensions.code
const waysOfMutations = Object.keys(transports).filter(way => way !== 'GET')

describe('people whose address asks too much without having signed in', () => {
  it.each(waysOfMutations)('find a way to sign in by %s', async way => {
    await start({ RATE_LIMIT: '1' })
    expect([await post(other), await post(other)]).toEqual([200, 429])
    expect((await transports[way]?.(gateway, signIn()))?.errors).toBeUndefined()
    expect((await transports[way]?.(gateway, signUp))?.errors).toBeUndefined()
    expect(await post(other)).toBe(429)
  })

  it('leave places for who signs in', async () => {
    await start({ MAX_CONCURRENT_OPERATIONS_PER_CALLER: '1', OPERATION_WAIT_MS: '100' })
    const held = gateway.post('{ held }')
    await waitUntil(() => expect(gateway.servers.people.requests.length).toBe(1))
    expect([await post(other), await post(signIn())]).toEqual([429, 200])
    gateway.release()
    await held
  })

  it('leave time for who signs in', async () => {
    await start({ RATE_LIMIT_CPU_MS: '300' })
    const dear = {
      query: 'query ($like: JSON) { jobCount(like: $like) }',
      variables: { like: Array.from({ length: 5_000 }, () => 'x'.repeat(100)) },
    }
    for (let n = 0; n < 500 && (await post(dear)) === 200; n++);
    expect([await post(other), await post(signIn())]).toEqual([429, 200])
  })

  it.each<[string, Params]>([
    ['more than a sign-in', { query: 'mutation { start(id: 1) { id } rename(id: 1, name: "A") { id } }' }],
    ['a sign-in twice', { query: 'mutation { a: start(id: 1) { id } b: start(id: 2) { id } }' }],
    ['a query that names one', { query: '{ start: me }' }],
    ['one of two operations', { query: 'mutation A { start(id: 1) { id } } query B { me }', operationName: 'A' }],
    ['what its fragment hides', { query: 'mutation { ...F } fragment F on Mutation { start(id: 1) { id } }' }],
    ['a long request', { query: `mutation { start(id: 1) { id } } ${' '.repeat(5_000)}` }],
  ])('get nothing else through, as is %s', async (_, params) => {
    await start({ RATE_LIMIT: '1' })
    await post(other)
    for (const way of waysOfMutations)
      expect(codeOf((await transports[way]?.(gateway, params)) ?? {})).toBe('RATE_LIMITED')
  })
})

describe('sign-ins of one address', () => {
  it.each(waysOfMutations)('are so many by %s, each kind by itself', async way => {
    await start({ RATE_LIMIT_SIGN_INS: '2' })
    expect([await post(signIn('j1')), await post(signIn('j2'))]).toEqual([200, 200])
    const refused = await transports[way]?.(gateway, signIn('j3'))
    expect(codeOf(refused ?? {})).toBe('RATE_LIMITED')
    expect(refused?.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(3_500)
    expect([await post(signUp), await post(other)]).toEqual([200, 200])
  })

  it('may be one that comes again and again, which leaves a half to the others', async () => {
    await start({ RATE_LIMIT_SIGN_INS: '4' })
    const again = await Promise.all(Array.from({ length: 10 }, () => post(signIn('j1'))))
    expect(again.filter(status => status === 200)).toHaveLength(2)
    expect([await post(signIn('j2')), await post(signIn('j3')), await post(signIn('j4'))]).toEqual([200, 200, 429])
  })

  it('count as other operations where none is named', async () => {
    await start({ RATE_LIMIT: '1', SIGN_IN_FIELDS: '' })
    expect([await post(signIn()), await post(other)]).toEqual([200, 429])
  })
})
