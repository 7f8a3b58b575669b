import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway()
})
afterEach(() => gateway.close())

const WATCH = 'subscription ($id: ID!) { jobUpdated(id: $id) { version } }'
const LONG = 'x'.repeat(40_000)
const tooLong = { message: expect.stringContaining('32768'), extensions: { code: 'BAD_USER_INPUT' } }

function stream(variables: object) {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const body = JSON.stringify({ query: WATCH, variables })
  return fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })
}

describe('a subscription with more than a client may have kept', () => {
  it.each([
    ['as its variables are too long', { payload: { query: WATCH, variables: { id: LONG } } }],
    ['as its message has more in it', { payload: { query: WATCH, variables: { id: 'j1' }, extensions: { LONG } } }],
    ['as its message has more beside it', { payload: { query: WATCH, variables: { id: 'j1' } }, LONG }],
  ])('is refused over a WebSocket %s', async (_, message) => {
    const raw = await RawSocket.connect(gateway.url)
    raw.send({ id: '1', type: 'subscribe', ...message })
    expect(await raw.next()).toEqual({ id: '1', type: 'error', payload: [expect.objectContaining(tooLong)] })
    raw.subscribe('2', 'query ($id: ID!) { job(id: $id) { version } }', { id: LONG })
    expect((await raw.next()).payload).toEqual({ data: { job: null } })
  })

  it('is refused as a stream', async () => {
    expect(await (await stream({ id: LONG })).text()).toContain('"code":"BAD_USER_INPUT"')
    expect(gateway.servers.jobs.subscribes).toHaveLength(0)
  })
})

it('variables that an operation does not declare are no matter to subscriptions that are shared', async () => {
  const raw = await RawSocket.connect(gateway.url)
  for (const n of [1, 2]) raw.subscribe(String(n), WATCH, { id: 'j1', n, junk: 'x' })
  await waitUntil(() => expect(gateway.open()).toBe(1))
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
  expect((await raw.next()).payload.data.jobUpdated.version).toBe(1)
  expect(gateway.servers.jobs.subscribes).toHaveLength(1)
})

it('a connection_init with more than a token is closed with 4400', async () => {
  const raw = await RawSocket.open(gateway.url)
  raw.send({ type: 'connection_init', payload: { x: 'x'.repeat(17_000) } })
  expect(await raw.closed).toBe(4400)
})
