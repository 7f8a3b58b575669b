import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { type AnyAnswer, type Params, transports } from '@atelier/testkit/gateway/transports.ts'
import { untilRateLimited } from '@atelier/testkit/gateway/untilRateLimited.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
/** Planning has a budget of its own. */
const start = async (env: Record<string, string> = { RATE_LIMIT_CPU_MS: '20' }) => {
  gateway = await startTestGateway({ RATE_LIMIT_PLANNING_MS: '0', RATE_LIMIT_WINDOW_MS: '3600000', ...env })
}
afterEach(() => gateway.close())

const codeOf = ({ errors }: AnyAnswer) => errors?.[0]?.extensions.code
const many = (count: number) => Array.from({ length: count }, () => 'abc')

/** One operation, known from its first time on, with much to read. */
const dear: Params = {
  query: 'query ($like: JSON) { jobCount(like: $like) }',
  variables: { like: [many(3_000), 'x'.repeat(500_000)] },
}

/** What is small enough for an address. */
const dearInAddress: Params = { ...dear, variables: { like: many(1_000) } }

/** Sends the same until it is refused. */
const untilRefused = (send: () => Promise<AnyAnswer>, most = 500) => untilRateLimited(send, most)

describe.each(Object.keys(transports))('a caller whose operations take long, by %s', way => {
  const send = (params: Params) => transports[way]?.(gateway, params) ?? Promise.reject(new Error(way))

  it('is refused further ones for the window, whatever way they come, and told when to try again', async () => {
    await start({ RATE_LIMIT_CPU_MS: way === 'GET' ? '5' : '20' })
    const refused = await untilRefused(() => send(way === 'GET' ? dearInAddress : dear))
    expect(refused?.data).toBeUndefined()
    expect(refused?.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(3_500)
    for (const other of Object.values(transports))
      expect(codeOf(await other(gateway, { query: '{ me }' }))).toBe('RATE_LIMITED')
  })

  it('keeps no other caller from theirs', async () => {
    await start({ RATE_LIMIT_CPU_MS: way === 'GET' ? '5' : '20' })
    await untilRefused(() => send(way === 'GET' ? dearInAddress : dear))
    const { token } = await gateway.ports.tokenOf()
    const { errors } = await gateway.post('{ me }', { headers: { authorization: `Bearer ${token}` } })
    expect(errors).toEqual([])
  })
})

it('variables that are refused cost their time, too', async () => {
  await start()
  const send = () =>
    gateway.post('query ($like: JSON) { jobCount(like: $like) }', { variables: { like: many(100_000) } })
  expect(await untilRefused(send)).toBeDefined()
})

it('a body that is no JSON costs its time, too', async () => {
  await start()
  const body = `{"query":"{ me }","variables":{"a":[${many(100_000).join()}`
  const send = async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body.replaceAll('abc', '1'),
    })
    return response.json() as Promise<AnyAnswer>
  }
  expect(await untilRefused(send)).toBeDefined()
})

it('events of a subscription cost their time, too', async () => {
  await start({ RATE_LIMIT_CPU_MS: '5' })
  await using results = new Results(gateway.connect(), { query: 'subscription { ticks }' })
  gateway.tick(0)
  const ticks = async () => {
    for (let n = 0; n < 20; n += 1) {
      gateway.tick(n)
      await results.next()
    }
    return gateway.post('{ me }')
  }
  const opened = results.next()
  await waitUntil(() => expect(gateway.open()).toBe(1))
  gateway.tick(0)
  await opened
  expect(await untilRefused(ticks, 50)).toBeDefined()
})

it('a WebSocket that goes on sending long messages is closed', async () => {
  await start({ RATE_LIMIT_CPU_MS: '20', WEBSOCKET_MESSAGES_PER_SECOND: '0' })
  const socket = await RawSocket.connect(gateway.url)
  for (let n = 0; n < 5_000; n += 1) {
    socket.subscribe(String(n), dear.query ?? '', dear.variables)
    if (n % 10 === 9 && socket.socket.readyState !== socket.socket.OPEN) break
    await new Promise(setImmediate)
  }
  expect(await socket.closed).toBe(1013)
})

it.each<Record<string, string>>([{ RATE_LIMIT_CPU_MS: '0' }, { RATE_LIMIT_CPU_MS: '1', RATE_LIMIT: '0' }])(
  'has no limit with %j',
  async env => {
    await start(env)
    expect(await untilRefused(() => gateway.post(dear.query ?? '', { variables: dear.variables }), 20)).toBeUndefined()
  },
)
