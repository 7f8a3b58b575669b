import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { transports } from '@atelier/testkit/gateway/transports.ts'
import { untilRateLimited } from '@atelier/testkit/gateway/untilRateLimited.ts'
import { getIntrospectionQuery } from 'graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
const start = async (limitMs: number) => {
  gateway = await startTestGateway({ RATE_LIMIT_PLANNING_MS: String(limitMs), RATE_LIMIT_WINDOW_MS: '3600000' })
}
afterEach(() => gateway.close())

/** Operations that differ in more than their names; some dozens of them take longer than the limit. */
const operation = (n: number) => `{ job(id: "${n}") { status owner { name } } }`

/** Sends ever new operations until one is refused. */
const untilRefused = (write = operation) => untilRateLimited(n => gateway.post(write(n)), 300)

describe('a caller whose new operations took the planner too long', () => {
  beforeEach(() => start(30))

  it('is refused further ones for the window, and told when to try again', async () => {
    const refused = await untilRefused()
    expect(refused?.status).toBe(429)
    expect(refused?.data).toBeUndefined()
    const { code, retryAfter } = refused?.errors[0]?.extensions ?? {}
    expect(code).toBe('RATE_LIMITED')
    expect(retryAfter).toBeGreaterThan(3_500)
    expect(refused?.headers.get('retry-after')).toBe(String(retryAfter))
  })

  it('is answered what was sent before', async () => {
    await untilRefused()
    expect((await gateway.post(operation(0))).errors).toEqual([])
  })

  it.each(Object.keys(transports))('is refused by %s, too', async way => {
    await untilRefused()
    const answer = await transports[way]?.(gateway, { query: operation(1_000) })
    expect(answer?.errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
  })

  it('is refused for documents that are not valid, too', async () => {
    const invalid = await untilRefused(n => `{ job(id: "${n}") { nothing owner { ${'x '.repeat(100)} } } }`)
    expect(invalid?.errors[0]?.extensions.code).toBe('RATE_LIMITED')
  })

  it('is not told the schema again and again', async () => {
    await gateway.post('{ __typename }')
    const again = await untilRefused(() => getIntrospectionQuery())
    expect(again?.errors[0]?.extensions.code).toBe('RATE_LIMITED')
    expect((await gateway.post('{ __typename }')).errors).toEqual([])
  })

  it('keeps no other caller from new ones', async () => {
    await untilRefused()
    const { token } = await gateway.ports.tokenOf()
    const { errors } = await gateway.post(operation(1_000), { headers: { authorization: `Bearer ${token}` } })
    expect(errors).toEqual([])
  })
})

it('new operations have no limit where it is off', async () => {
  await start(0)
  expect(await untilRefused()).toBeUndefined()
})
