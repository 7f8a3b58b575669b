import { connect, type Socket } from 'node:net'
import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { readMetrics } from '@atelier/testkit/support/metrics.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** More than the system takes for a client that reads nothing. */
const LARGE = 7_000_000
const PER_CALLER = 8_000_000

let gateway: Awaited<ReturnType<typeof startTestGateway>>
let authorization: string
const sockets: { destroy(): void }[] = []
beforeEach(async () => {
  gateway = await startTestGateway({
    MAX_ANSWER_BYTES_PER_CALLER: String(PER_CALLER),
    STREAM_HEARTBEAT_MS: '60000',
    WEBSOCKET_KEEP_ALIVE_MS: '60000',
    TRUSTED_PROXIES: 'loopback',
  })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
  gateway.publish({ id: 'j2', version: 1, status: 'NEW' })
  authorization = `Bearer ${(await gateway.ports.tokenOf()).token}`
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await gateway.close()
})

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
/** Different operations, of which none shares a result with another. */
const watch = (n: number) => `subscription { x${n}: jobUpdated(id: "j1") { version status } }`

/** Subscribes and reads the first result. */
async function subscribed(ids: readonly number[]): Promise<RawSocket> {
  return subscribe(await RawSocket.connect(gateway.url, { authorization }), ids)
}

/** The same for somebody who is not signed in. */
async function subscribedFrom(address: string, ids: readonly number[]): Promise<RawSocket> {
  const raw = await RawSocket.open(gateway.url, { headers: { 'x-forwarded-for': address } })
  raw.send({ type: 'connection_init' })
  await raw.next()
  return subscribe(raw, ids)
}

async function subscribe(raw: RawSocket, ids: readonly number[]): Promise<RawSocket> {
  sockets.push({ destroy: () => raw.socket.terminate() })
  for (const n of ids) raw.subscribe(String(n), watch(n))
  for (const _ of ids) await raw.next()
  return raw
}

async function figures() {
  const { value } = await readMetrics(gateway.url)
  return { results: value('gateway_subscription_events_total'), bytes: value('gateway_answer_bytes') }
}

/** Publishes states until the newest has reached another caller. @returns how many there were. */
async function publishLarge(count = 5): Promise<number> {
  const quick = new Results(gateway.connect(), { query: 'subscription { jobUpdated(id: "j1") { version } }' })
  await quick.next()
  const status = 'x'.repeat(LARGE)
  for (let version = 2; version <= count; version += 1) {
    gateway.publish({ id: 'j1', version, status })
    while ((await quick.next()).data.jobUpdated.version < version);
  }
  await quick[Symbol.asyncDispose]()
  return count
}

async function latestOf(raw: RawSocket, count: number, newest: number): Promise<void> {
  const latest = new Map<string, number>()
  while ([...latest.values()].filter(version => version === newest).length < count) {
    const { id, type, payload } = await raw.next()
    if (type === 'next') latest.set(id, payload.data[`x${id}`].version)
  }
}

describe('large results of one caller who reads nothing', () => {
  it('are made for few of their WebSockets at a time, and the newest reaches all that read again', async () => {
    const raws = await Promise.all(times(6, n => subscribed([n])))
    for (const { socket } of raws) socket.pause()
    const before = await figures()
    const newest = await publishLarge()
    const { results, bytes } = await figures()
    // Those of the other caller beside.
    expect(results - before.results - newest).toBe(1)
    expect(bytes).toBeLessThan(PER_CALLER + LARGE)
    for (const { socket } of raws) socket.resume()
    await Promise.all(raws.map(raw => latestOf(raw, 1, newest)))
    await waitUntil(async () => expect((await figures()).bytes).toBe(0))
  })

  it('are made for one subscription of a WebSocket at a time', async () => {
    const ids = times(5, n => n)
    const raw = await subscribed(ids)
    raw.socket.pause()
    const before = await figures()
    const newest = await publishLarge()
    expect((await figures()).results - before.results - newest).toBe(1)
    raw.socket.resume()
    await latestOf(raw, ids.length, newest)
  })

  it('take no room any more when their WebSockets are cut off', async () => {
    const raws = await Promise.all(times(3, n => subscribed([n])))
    for (const { socket } of raws) socket.pause()
    const newest = await publishLarge()
    expect((await figures()).bytes).toBeGreaterThan(0)
    const later = subscribed([9])
    for (const { socket } of raws) socket.terminate()
    await later
    await waitUntil(async () => expect((await figures()).bytes).toBe(0))
    gateway.publish({ id: 'j1', version: newest + 1, status: 'x'.repeat(LARGE) })
    await latestOf(await later, 1, newest + 1)
  })

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'are made for few streams of %s at a time, and the newest reaches all that read again',
    async accept => {
      const streams = times(6, n => openStream(watch(n), accept))
      await waitUntil(() => expect(gateway.open()).toBe(1))
      await Promise.all(
        streams.map(({ socket, text }) =>
          waitUntil(() => {
            expect(text()).toContain('"version":1')
            socket.pause()
          }),
        ),
      )
      const before = await figures()
      const newest = await publishLarge()
      expect((await figures()).results - before.results - newest).toBe(1)
      for (const { socket } of streams) socket.resume()
      for (const { text } of streams) await waitUntil(() => expect(text()).toContain(`"version":${newest}`))
      await waitUntil(async () => expect((await figures()).bytes).toBe(0))
    },
  )

  it('leave room for what they ask over the same WebSocket', async () => {
    const raw = await subscribed([0, 1])
    raw.socket.pause()
    const newest = await publishLarge(2)
    for (const n of [2, 3]) raw.subscribe(String(n), `{ x${n}: job(id: "j1") { version status } }`)
    raw.socket.resume()
    await latestOf(raw, 4, newest)
  })
})

it('large results of one who reads nothing keep nobody waiting at another address, though nobody is signed in', async () => {
  const ids = times(3, n => n)
  for (const n of ids) (await subscribedFrom('10.0.0.1', [n])).socket.pause()
  const other = await subscribedFrom('10.0.0.2', ids)
  for (const version of [2, 3]) {
    gateway.publish({ id: 'j1', version, status: 'x'.repeat(LARGE) })
    await latestOf(other, ids.length, version)
  }
})

it('a result is fetched for a WebSocket that takes it at once', async () => {
  const raw = await RawSocket.connect(gateway.url, { authorization })
  sockets.push({ destroy: () => raw.socket.terminate() })
  const ids = times(4, n => n)
  for (const n of ids)
    raw.subscribe(String(n), `subscription { x${n}: jobUpdated(id: "j2") { version owner { name } } }`)
  raw.subscribe('large', 'subscription { jobUpdated(id: "j1") { version status } }')
  for (const _ of [...ids, 'large']) await raw.next()
  raw.socket.pause()
  await publishLarge(4)
  const before = gateway.servers.people.requests.length
  gateway.publish({ id: 'j2', version: 2, status: 'NEW' })
  const other = new Results(gateway.connect(), { query: 'subscription { jobUpdated(id: "j2") { version } }' })
  expect((await other.next()).data.jobUpdated.version).toBe(2)
  expect(gateway.servers.people.requests).toHaveLength(before)
  raw.socket.resume()
  const told = new Set<string>()
  while (told.size < ids.length) {
    const { id, payload } = await raw.next()
    if (payload.data[`x${id}`]?.version === 2) told.add(id)
  }
  await other[Symbol.asyncDispose]()
})

it('long results come whole to a browser, whatever else comes over its WebSocket', async () => {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  sockets.push({ destroy: () => socket.close() })
  const received: { id?: string; type: string; payload: { data: Record<string, { status: string }> } }[] = []
  const opened = Promise.withResolvers<void>()
  socket.onopen = () => opened.resolve()
  socket.onmessage = ({ data }) => received.push(JSON.parse(String(data)))
  await opened.promise
  socket.send('{"type":"connection_init"}')
  await waitUntil(() => expect(received).toHaveLength(1))
  const status = 'ä'.repeat(500_000)
  gateway.publish({ id: 'j1', version: 2, status })
  for (const n of times(6, n => n)) {
    socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: { query: watch(n) } }))
    socket.send('{"type":"ping"}')
  }
  await waitUntil(() => expect(received).toHaveLength(1 + 2 * 6))
  const results = received.filter(({ type }) => type === 'next')
  expect(results.map(({ id, payload }) => payload.data[`x${id}`]?.status)).toEqual(times(6, () => status))
})

function openStream(query: string, accept: string): { socket: Socket; text: () => string } {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  const body = JSON.stringify({ query })
  const headers = `host: x\r\nauthorization: ${authorization}\r\naccept: ${accept}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`
  socket.write(`POST /graphql HTTP/1.1\r\n${headers}\r\n\r\n${body}`)
  let text = ''
  // The states themselves are of no interest.
  socket.setEncoding('utf8').on('data', chunk => {
    text += String(chunk).replaceAll(/x{9,}/g, '')
  })
  return { socket, text: () => text }
}
