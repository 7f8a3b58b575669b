import { startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { transports } from '@atelier/testkit/gateway/transports.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { createClient } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const gateways: TestGateway[] = []
async function open(env: Record<string, string>): Promise<TestGateway> {
  const gateway = await startTestGateway({ RATE_LIMIT_WINDOW_MS: '3600000', ...env })
  gateways.push(gateway)
  return gateway
}
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close()
})

describe('more operations than the rate limit allows', () => {
  it('are refused over HTTP, and told when to try again', async () => {
    const gateway = await open({ RATE_LIMIT: '2' })
    await gateway.post('{ me }')
    await gateway.post('{ me }')
    gateway.servers.people.requests.length = 0
    const { status, headers, data, errors } = await gateway.post('{ me }')
    expect(status).toBe(429)
    const { code, retryAfter } = errors[0]?.extensions ?? {}
    expect(code).toBe('RATE_LIMITED')
    expect(retryAfter).toBeGreaterThan(3_500)
    expect(headers.get('retry-after')).toBe(String(retryAfter))
    expect(data).toBeUndefined()
    expect(gateway.servers.people.requests).toEqual([])
  })

  it.each(Object.keys(transports))('are refused by %s, whatever way the others came', async way => {
    const gateway = await open({ RATE_LIMIT: '1' })
    expect((await gateway.post('{ me }')).errors).toEqual([])
    const answer = await transports[way]?.(gateway, { query: '{ me }' })
    expect(answer?.errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
  })

  it('leave the connection and what runs on it as they are', async () => {
    const gateway = await open({ RATE_LIMIT: '1' })
    const client = gateway.connect()
    const ticks = client.iterate({ query: 'subscription { ticks }' })
    const first = ticks.next()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    await expect(client.iterate({ query: '{ me }' }).next()).rejects.toMatchObject([
      { extensions: { code: 'RATE_LIMITED' } },
    ])
    gateway.tick(1)
    expect((await first).value?.data).toEqual({ ticks: 1 })
  })

  it('are counted when they are not valid, too', async () => {
    const gateway = await open({ RATE_LIMIT: '1' })
    await gateway.post('{ nothing }')
    expect((await gateway.post('{ me }')).status).toBe(429)
  })

  it('are counted apart for each user, and for the rest of their address', async () => {
    const gateway = await open({ RATE_LIMIT: '1' })
    const [ada, bob] = [await gateway.ports.tokenOf(), await gateway.ports.tokenOf({ id: 'bob', username: 'bob' })]
    const post = async (token?: string) =>
      (await gateway.post('{ me }', { headers: token ? { authorization: `Bearer ${token}` } : {} })).status
    expect([await post(ada.token), await post(bob.token), await post()]).toEqual([200, 200, 200])
    expect([await post(ada.token), await post(bob.token), await post()]).toEqual([429, 429, 429])
  })

  it('pass where it is off', async () => {
    const gateway = await open({ RATE_LIMIT: '0', RATE_LIMIT_MUTATIONS: '0' })
    for (let n = 0; n < 20; n++) expect((await gateway.post('mutation { start(id: 1) { id } }')).status).toBe(200)
  })
})

describe('more mutations than the rate limit allows', () => {
  it.each(Object.keys(transports).filter(way => way !== 'GET'))('are refused by %s, while queries pass', async way => {
    const gateway = await open({ RATE_LIMIT_MUTATIONS: '1' })
    const mutation = { query: 'mutation { start(id: 1) { id } }' }
    expect((await transports[way]?.(gateway, mutation))?.errors).toBeUndefined()
    expect((await transports[way]?.(gateway, mutation))?.errors?.[0]?.extensions.code).toBe('RATE_LIMITED')
    expect((await transports[way]?.(gateway, { query: '{ me }' }))?.errors).toBeUndefined()
  })

  it('are refused with a status and a header over HTTP', async () => {
    const gateway = await open({ RATE_LIMIT_MUTATIONS: '1' })
    await gateway.post('mutation { start(id: 1) { id } }')
    const { status, headers } = await gateway.post('mutation { start(id: 1) { id } }')
    expect({ status, hasHeader: headers.has('retry-after') }).toEqual({ status: 429, hasHeader: true })
  })
})

describe('the address of an anonymous caller', () => {
  let behindProxy: TestGateway
  let direct: TestGateway
  beforeAll(async () => {
    const env = { RATE_LIMIT: '1', RATE_LIMIT_WINDOW_MS: '3600000' }
    behindProxy = await startTestGateway({ ...env, TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' })
    direct = await startTestGateway(env)
  })
  afterAll(() => Promise.all([behindProxy.close(), direct.close()]))

  const statusFor = async (gateway: TestGateway, forwarded: string) =>
    (await gateway.post('{ me }', { headers: { 'x-forwarded-for': forwarded } })).status

  it('is not what the caller says', async () => {
    expect([await statusFor(direct, '203.0.113.1'), await statusFor(direct, '203.0.113.2')]).toEqual([200, 429])
  })

  it('is what a trusted proxy says', async () => {
    expect(await statusFor(behindProxy, '203.0.113.1')).toBe(200)
    expect(await statusFor(behindProxy, '203.0.113.2')).toBe(200)
    expect(await statusFor(behindProxy, '203.0.113.2, 10.1.2.3')).toBe(429)
  })

  it('is what a trusted proxy says of a WebSocket', async () => {
    class Forwarded extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, { headers: { 'x-forwarded-for': '203.0.113.4' } })
      }
    }
    const url = `${behindProxy.url.replace('http', 'ws')}/graphql`
    const client = createClient({ url, webSocketImpl: Forwarded, retryAttempts: 0 })
    try {
      expect((await client.iterate({ query: '{ me }' }).next()).value?.data).toEqual({ me: null })
      expect(await statusFor(behindProxy, '203.0.113.4')).toBe(429)
    } finally {
      await client.dispose()
    }
  })

  it('is not what the caller says to a trusted proxy', async () => {
    expect(await statusFor(behindProxy, '198.51.100.1, 203.0.113.3')).toBe(200)
    expect(await statusFor(behindProxy, '198.51.100.2, 203.0.113.3')).toBe(429)
  })
})
