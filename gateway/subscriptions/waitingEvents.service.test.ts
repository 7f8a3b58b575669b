import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const PER_CALLER = 1_000_000
const LARGE = 300_000
const SUBSCRIPTIONS = 20

let gateway: Awaited<ReturnType<typeof startTestGateway>>
let sockets: RawSocket[] = []
beforeEach(async () => {
  const waits = { STREAM_HEARTBEAT_MS: '60000', WEBSOCKET_KEEP_ALIVE_MS: '60000' }
  gateway = await startTestGateway({ MAX_WAITING_EVENT_BYTES_PER_CALLER: String(PER_CALLER), ...waits })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
  gateway.publish({ id: 'j2', version: 1, status: 'NEW' })
})
afterEach(async () => {
  for (const { socket } of sockets) socket.terminate()
  sockets = []
  await gateway.close()
})

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

/** A WebSocket that is read no more, as what would fill the system's buffers lies before its client. */
async function unread(queries: readonly string[]): Promise<RawSocket> {
  const { token } = await gateway.ports.tokenOf()
  const raw = await RawSocket.connect(gateway.url, { authorization: `Bearer ${token}` })
  sockets.push(raw)
  for (const [n, query] of queries.entries()) raw.subscribe(String(n), query)
  for (const _ of queries) await raw.next()
  raw.subscribe('fill', 'subscription { jobUpdated(id: "j2") { version status } }')
  await raw.next()
  raw.socket.pause()
  gateway.publish({ id: 'j2', version: 2, status: 'x'.repeat(8_000_000) })
  return raw
}

const waitingBytes = () => metricValue(gateway.url, 'gateway_waiting_event_bytes')

/** Publishes states that another caller reads, and waits for the last. */
async function publish(count: number): Promise<void> {
  const quick = new Results(gateway.connect(), { query: 'subscription { jobUpdated(id: "j1") { version } }' })
  await quick.next()
  for (const version of times(count, n => n + 2)) {
    gateway.publish({ id: 'j1', version, status: 'x'.repeat(LARGE) })
    while ((await quick.next()).data.jobUpdated.version < version);
  }
  await quick[Symbol.asyncDispose]()
}

describe('events that wait for many subscriptions of one caller', () => {
  it('take so much memory at most, beyond which subscriptions end, and those of others go on', async () => {
    const raw = await unread(
      times(SUBSCRIPTIONS, n => `subscription { jobUpdated(id: "j1", sinceVersion: -${n}) { x${n}: version status } }`),
    )
    await publish(4)
    expect(await waitingBytes()).toBeGreaterThan(LARGE)
    expect(await waitingBytes()).toBeLessThan(2 * PER_CALLER)
    raw.socket.resume()
    const ends = new Map<string, string>()
    while (ends.size < SUBSCRIPTIONS) {
      const { id, type, payload } = await raw.next()
      if (type === 'next' && id !== 'fill') {
        const [error] = payload.errors ?? []
        const version = payload.data?.jobUpdated[`x${id}`]
        if (error || version === 5) ends.set(id, error?.extensions.code ?? 'newest')
      }
    }
    expect(new Set(ends.values())).toEqual(new Set(['newest', 'SUBSCRIPTION_TOO_SLOW']))
    await waitUntil(async () => expect(await waitingBytes()).toBe(0))
  })

  it('count once where they are the same, so that all get the newest', async () => {
    const raw = await unread(times(SUBSCRIPTIONS, () => 'subscription { jobUpdated(id: "j1") { version status } }'))
    await publish(8)
    expect(await waitingBytes()).toBeLessThan(2 * PER_CALLER)
    raw.socket.resume()
    const newest = new Set<string>()
    while (newest.size < SUBSCRIPTIONS) {
      const { id, payload } = await raw.next()
      if (payload.data.jobUpdated.version === 9) newest.add(id)
    }
  })
})
