import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
const open = async (env: Record<string, string>) => {
  gateway = await startTestGateway(env)
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
}
afterEach(() => gateway.close())

const WATCH = 'subscription { jobUpdated(id: "j1") { version } }'
const limited = expect.objectContaining({ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } })

function stream(accept: string, signal?: AbortSignal) {
  const headers = { 'content-type': 'application/json', accept }
  return fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: WATCH }), signal })
}

describe('operations under way on one WebSocket', () => {
  beforeEach(() => open({ MAX_OPERATIONS_PER_CONNECTION: '2' }))

  it('are refused beyond the limit, each by itself, until one has ended', async () => {
    const raw = await RawSocket.connect(gateway.url)
    for (const id of ['1', '2']) {
      raw.subscribe(id, WATCH)
      await raw.next()
    }
    raw.subscribe('3', '{ me }')
    expect(await raw.next()).toEqual({ id: '3', type: 'error', payload: [limited] })
    raw.send({ id: '1', type: 'complete' })
    raw.subscribe('3', '{ me }')
    expect((await raw.next()).payload).toEqual({ data: { me: null } })
    const another = await RawSocket.connect(gateway.url)
    another.subscribe('1', WATCH)
    expect((await another.next()).type).toBe('next')
  })
})

describe('subscriptions of one caller', () => {
  beforeEach(() => open({ MAX_SUBSCRIPTIONS_PER_CALLER: '2' }))

  it('are refused beyond the limit over all connections and protocols, until one has ended', async () => {
    const one = await RawSocket.connect(gateway.url)
    one.subscribe('1', WATCH)
    await one.next()
    const client = new AbortController()
    await stream('text/event-stream', client.signal)
    await waitUntil(() => expect(gateway.servers.jobs.subscribes.length).toBeGreaterThan(0))

    const two = await RawSocket.connect(gateway.url)
    two.subscribe('1', WATCH)
    expect(await two.next()).toEqual({ id: '1', type: 'next', payload: { errors: [limited] } })
    expect(await two.next()).toEqual({ id: '1', type: 'complete' })
    expect(await (await stream('multipart/mixed;subscriptionSpec=1.0')).text()).toContain('"code":"RATE_LIMITED"')

    const { token } = await gateway.ports.tokenOf()
    const signedIn = await RawSocket.connect(gateway.url, { authorization: `Bearer ${token}` })
    signedIn.subscribe('1', WATCH)
    expect((await signedIn.next()).payload.data.jobUpdated.version).toBe(1)

    client.abort()
    await waitUntil(async () => {
      two.subscribe('1', WATCH)
      expect((await two.next()).payload.data?.jobUpdated.version).toBe(1)
    })
  })
})

describe('connections of one caller', () => {
  beforeEach(() => open({ MAX_CONNECTIONS_PER_CALLER: '2' }))

  it('are refused beyond the limit over all protocols: WebSockets with 1013, streams with 429', async () => {
    const one = await RawSocket.connect(gateway.url)
    const client = new AbortController()
    await stream('text/event-stream', client.signal)

    const refused = await RawSocket.open(gateway.url)
    refused.send({ type: 'connection_init' })
    expect(await refused.closed).toBe(1013)
    const response = await stream('text/event-stream')
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await response.json()).toEqual({ errors: [limited] })

    const { token } = await gateway.ports.tokenOf()
    await RawSocket.connect(gateway.url, { authorization: `Bearer ${token}` })

    one.socket.close()
    client.abort()
    await waitUntil(() => RawSocket.connect(gateway.url))
  })
})

describe('WebSockets of one address', () => {
  beforeEach(() => open({ MAX_PENDING_WEBSOCKETS_PER_ADDRESS: '2' }))

  it('are refused while too many others have not said whose they are', async () => {
    await RawSocket.connect(gateway.url)
    const waiting = await RawSocket.open(gateway.url)
    const gone = await RawSocket.open(gateway.url)
    await expect(RawSocket.open(gateway.url)).rejects.toThrow('429')

    waiting.send({ type: 'connection_init' })
    await waiting.next()
    gone.socket.terminate()
    await waitUntil(async () => {
      await RawSocket.open(gateway.url)
      await RawSocket.open(gateway.url)
    })
  })
})

describe('where the limits are off', () => {
  beforeEach(() =>
    open({
      ...{ MAX_OPERATIONS_PER_CONNECTION: '0', MAX_SUBSCRIPTIONS_PER_CALLER: '0', MAX_CONNECTIONS_PER_CALLER: '0' },
      WEBSOCKET_MESSAGES_PER_SECOND: '0',
    }),
  )

  it('a caller has as much as they like', async () => {
    const raw = await RawSocket.connect(gateway.url)
    for (let n = 0; n < 600; n += 1) raw.subscribe(String(n), WATCH)
    for (let n = 0; n < 600; n += 1) expect((await raw.next()).type).toBe('next')
  })
})
