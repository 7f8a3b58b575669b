import { setTimeout as sleep } from 'node:timers/promises'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway({
    MAX_OPERATIONS_PER_CONNECTION: '5',
    SESSION_CHECK_MS: '50',
    TOKEN_WARNING_MS: '0',
    SUBGRAPH_SHARING: 'off',
  })
})
afterEach(() => gateway.close())

const subscribe = (query: string) => ({ id: '1', type: 'subscribe', payload: { query } })
const TICKS = subscribe('subscription { ticks }')
const COMPLETE = { id: '1', type: 'complete' }

/** Subscriptions that the gateway has open, and those that the subgraph has. */
async function open(): Promise<[number, number]> {
  return [await metricValue(gateway.service.metrics.registry, 'gateway_subscriptions'), gateway.open()]
}

describe('an operation that is completed before it has begun', () => {
  it('does not begin', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.sendTogether(TICKS, COMPLETE)
    raw.subscribe('2', '{ me }')
    expect((await raw.next()).payload).toEqual({ data: { me: null } })
    expect(await open()).toEqual([0, 0])
    expect(gateway.servers.jobs.subscribes).toHaveLength(0)
  })

  it('leaves its id to the next one, which alone brings results, and is ended as any other', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.sendTogether(TICKS, COMPLETE, TICKS, COMPLETE, TICKS)
    await waitUntil(async () => expect(await open()).toEqual([1, 1]))
    gateway.tick(7)
    expect(await raw.next()).toEqual({ id: '1', type: 'next', payload: { data: { ticks: 7 } } })
    raw.send(COMPLETE)
    await waitUntil(async () => expect(await open()).toEqual([0, 0]))
    raw.subscribe('2', '{ me }')
    expect((await raw.next()).id).toBe('2')
  })

  it('leaves its id also when it is refused', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.sendTogether(subscribe('{ nothing }'), COMPLETE, TICKS)
    await waitUntil(async () => expect(await open()).toEqual([1, 1]))
    gateway.tick(7)
    expect(await raw.next()).toMatchObject({ id: '1', type: 'next' })
  })
})

describe('subscriptions of a connection', () => {
  it.each([
    ['when its client leaves', async (raw: RawSocket) => raw.socket.terminate()],
    ['when its token has ended', async () => gateway.ports.clock.advance(24 * 3_600_000)],
  ])('all end %s, whatever ids they have', async (_, end) => {
    const { token } = await gateway.ports.tokenOf()
    const raw = await RawSocket.connect(gateway.url, { authorization: `Bearer ${token}` })
    raw.sendTogether(TICKS, COMPLETE, TICKS)
    raw.subscribe('2', TICKS.payload.query)
    await waitUntil(async () => expect((await open())[0]).toBe(2))
    await end(raw)
    await raw.closed
    await waitUntil(async () => expect(await open()).toEqual([0, 0]))
  })
})

describe('a query that is completed', () => {
  it('is broken off towards subgraphs', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.send(subscribe('{ slow }'))
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(1))
    raw.send(COMPLETE)
    await waitUntil(() => expect(gateway.servers.people.abandoned()).toBe(1))
  })

  it('leaves no more than its connection may have at once in the subgraph', async () => {
    const raw = await RawSocket.connect(gateway.url)
    for (let n = 0; n < 50; n += 1) {
      raw.send(subscribe('{ slow }'))
      await sleep(2)
      raw.send(COMPLETE)
    }
    const { people } = gateway.servers
    await waitUntil(() => expect(people.abandoned()).toBe(people.requests.length))
  })

  it('gives its place back when it was broken off', async () => {
    const raw = await RawSocket.connect(gateway.url)
    for (const id of ['1', '2', '3', '4', '5']) raw.subscribe(id, '{ slow }')
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(5))
    raw.subscribe('6', '{ me }')
    expect(await raw.next()).toMatchObject({ id: '6', type: 'error' })
    for (const id of ['1', '2', '3', '4', '5']) raw.send({ id, type: 'complete' })
    await waitUntil(async () => {
      raw.subscribe('7', '{ me }')
      expect(await raw.next()).toMatchObject({ id: '7', type: 'next' })
    })
  })
})
