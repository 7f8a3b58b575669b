import { once } from 'node:events'
import { request } from 'node:http'
import { startLoggedGateway } from '@atelier/testkit/gateway/loggedGateway.ts'
import { metricSamples, metricValue } from '@atelier/testkit/support/metrics.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const SECRET = 'hunter2_do_not_tell'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }

let logged: Awaited<ReturnType<typeof startLoggedGateway>>
let gateway: typeof logged.gateway

async function start(env: Record<string, string> = {}) {
  logged = await startLoggedGateway(env)
  gateway = logged.gateway
}
beforeEach(() => start())
afterEach(() => gateway.close())

const figure = (name: string) => metricValue(gateway.service.metrics.registry, name)

/** Expects that one was counted and has a line, and no other. */
async function expectOneRefusal(expected: { status: number; codes: string[]; userId?: string }): Promise<void> {
  const refused = () => logged.operations().filter(({ outcome }) => outcome === 'rejected')
  await waitUntil(() => expect(refused()).toHaveLength(1))
  expect(refused()[0]).toMatchObject({
    transport: 'websocket',
    type: 'unknown',
    traceId: TRACE,
    ...expected,
  })
  const operations = await metricSamples(gateway.service.metrics.registry, 'gateway_operations_total')
  const labels = { operation: 'anonymous', type: 'unknown', transport: 'websocket', outcome: 'rejected' }
  expect(operations).toMatchObject([{ labels: { ...labels, service: 'gateway' }, value: 1 }])
  expect(await figure('gateway_operation_errors_total')).toBe(1)
  expect(logged.log.written().join('')).not.toContain(SECRET)
}

describe('a handshake that is refused is counted once and has one line', () => {
  const attempt = (options: { path?: string; headers?: Record<string, string> }) =>
    new Promise<number | undefined>((resolve, reject) => {
      const handshake = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      const key = { 'sec-websocket-key': Buffer.alloc(16).toString('base64') }
      request(`${gateway.url}${options.path ?? '/graphql'}`, {
        headers: { ...headers, ...handshake, ...key, ...options.headers },
      })
        .on('response', response => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })

  it.each([
    ['at another path', { path: `/elsewhere?token=${SECRET}` }, 404, 'BAD_REQUEST'],
    ['of a page that may not call', { headers: { origin: `https://${SECRET}.example` } }, 403, 'FORBIDDEN'],
    ['that is none', { headers: { 'sec-websocket-key': SECRET } }, 400, 'BAD_REQUEST'],
  ])('%s', async (_, options, status, code) => {
    expect(await attempt(options)).toBe(status)
    await expectOneRefusal({ status, codes: [code] })
  })

  it('of an address with too many that did not say whose they are', async () => {
    await gateway.close()
    await start({ MAX_PENDING_WEBSOCKETS_PER_ADDRESS: '1' })
    await RawSocket.open(gateway.url)
    expect(await attempt({})).toBe(429)
    await expectOneRefusal({ status: 429, codes: ['RATE_LIMITED'] })
  })
})

describe('a WebSocket that is turned away is counted once and has one line', () => {
  const subscribe = { id: '1', type: 'subscribe', payload: { query: 'subscription { ticks }' } }

  it.each([
    ['for a bad token', [{ type: 'connection_init', payload: { authorization: `Bearer ${SECRET}` } }], 4403],
    ['for an operation before it said whose it is', [subscribe], 4401],
    ['for no message of the protocol', [SECRET], 4400],
    ['for saying twice whose it is', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429],
    ['for two operations of one name', [{ type: 'connection_init' }, subscribe, subscribe], 4409],
    ['for a message that is too long', ['x'.repeat(1_048_577)], 1009],
  ])('%s', async (_, [first = '', ...more], status) => {
    const raw = await RawSocket.open(gateway.url, { headers })
    raw.send(first)
    if (more.length > 0) await raw.next()
    for (const message of more) raw.send(message)
    expect(await raw.closed).toBe(status)
    const code = status === 4401 || status === 4403 ? 'UNAUTHENTICATED' : 'BAD_REQUEST'
    await expectOneRefusal({ status, codes: [code] })
  })

  it('for another protocol', async () => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, { headers })
    await once(socket, 'close')
    await expectOneRefusal({ status: 4406, codes: ['BAD_REQUEST'] })
  })

  it('for not saying in time whose it is', { timeout: 10_000 }, async () => {
    const raw = await RawSocket.open(gateway.url, { headers })
    expect(await raw.closed).toBe(4408)
    await expectOneRefusal({ status: 4408, codes: ['BAD_REQUEST'] })
  })

  it('for a newer token that is no good, in the name of whose it was', async () => {
    const { token, viewer } = await gateway.ports.tokenOf()
    const raw = await RawSocket.open(gateway.url, { headers })
    raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
    await raw.next()
    raw.send({ type: 'ping', payload: { authorization: `Bearer ${SECRET}` } })
    expect(await raw.closed).toBe(4403)
    await expectOneRefusal({ status: 4403, codes: ['UNAUTHENTICATED'], userId: viewer.id })
  })

  it('for being one too many of its caller', async () => {
    await gateway.close()
    await start({ MAX_CONNECTIONS_PER_CALLER: '1' })
    const { token, viewer } = await gateway.ports.tokenOf()
    const payload = { authorization: `Bearer ${token}` }
    await RawSocket.connect(gateway.url, payload)
    const raw = await RawSocket.open(gateway.url, { headers })
    raw.send({ type: 'connection_init', payload })
    expect(await raw.closed).toBe(1013)
    await expectOneRefusal({ status: 1013, codes: ['RATE_LIMITED'], userId: viewer.id })
  })
})

it('WebSockets that are open are counted, and those that have not said yet whose they are', async () => {
  const figures = async () => [await figure('gateway_websockets'), await figure('gateway_websockets_pending')]
  expect(await figures()).toEqual([0, 0])
  const known = await RawSocket.connect(gateway.url)
  const pending = await RawSocket.open(gateway.url)
  expect(await figures()).toEqual([2, 1])
  known.socket.close()
  pending.socket.close()
  await waitUntil(async () => expect(await figures()).toEqual([0, 0]))
  expect(logged.operations()).toEqual([])
})
