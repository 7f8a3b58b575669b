import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricSamples } from '@atelier/testkit/support/metrics.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway({ STREAM_HEARTBEAT_MS: '60000', WEBSOCKET_KEEP_ALIVE_MS: '60000' })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => gateway.close())

const WATCH = 'subscription { jobUpdated(id: "j1") { version status } }'
const EVENTS = 160
const BYTES = 250_000
/** What may be under way to a client that reads nothing: the system's buffers on both sides, and one event or two. */
const MAX_UNDER_WAY = 20_000_000

/** Publishes 40 MB of states, all of which another subscriber of the same caller reads. */
async function publishAll(): Promise<void> {
  await using quick = new Results(gateway.connect(), { query: WATCH })
  const status = 'x'.repeat(BYTES)
  for (let version = 2; version <= EVENTS; version += 1) {
    gateway.publish({ id: 'j1', version, status })
    while ((await quick.next()).data.jobUpdated.version < version);
  }
}

const versionsIn = (text: string) => [...text.matchAll(/"version":(\d+)/g)].map(match => Number(match[1]))

function expectLatestState(versions: number[]): void {
  expect(versions.at(-1)).toBe(EVENTS)
  expect(versions).toEqual([...versions].sort((a, b) => a - b))
  expect(versions.length * BYTES).toBeLessThan(MAX_UNDER_WAY)
}

describe('a client that stops reading', () => {
  it('costs no memory for what it misses on a WebSocket, and gets the latest state once it reads again', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.subscribe('1', WATCH)
    const versions: number[] = [(await raw.next()).payload.data.jobUpdated.version]
    raw.socket.pause()
    await publishAll()
    raw.socket.resume()
    while (versions.at(-1) !== EVENTS) versions.push((await raw.next()).payload.data.jobUpdated.version)
    expectLatestState(versions)
    raw.socket.terminate()
  })

  it('nor for many subscriptions on one WebSocket', async () => {
    const raw = await RawSocket.connect(gateway.url)
    const ids = ['1', '2', '3', '4', '5']
    for (const id of ids) raw.subscribe(id, WATCH)
    for (const _ of ids) await raw.next()
    raw.socket.pause()
    await publishAll()
    raw.socket.resume()
    const latest = new Map<string, number>()
    let received = 0
    while ([...latest.values()].filter(version => version === EVENTS).length < ids.length) {
      const { id, payload } = await raw.next()
      latest.set(id, payload.data.jobUpdated.version)
      received += BYTES
    }
    expect(received).toBeLessThan(MAX_UNDER_WAY)
    raw.socket.terminate()
  })

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])('nor on a stream of %s', async accept => {
    const socket = await openStream(accept)
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    await waitUntil(() => expect(versionsIn(text)).toEqual([1]))
    socket.pause()
    await publishAll()
    socket.resume()
    await waitUntil(() => expect(versionsIn(text).at(-1)).toBe(EVENTS))
    expectLatestState(versionsIn(text))
    socket.destroy()
  })
})

describe('a WebSocket with much on its way to the client', () => {
  it('may leave pings unanswered as long as a slow line takes for that', async () => {
    await gateway.close()
    gateway = await startTestGateway({ WEBSOCKET_KEEP_ALIVE_MS: '600' })
    gateway.publish({ id: 'j1', version: 1, status: 'x'.repeat(7_000_000) })
    const raw = await RawSocket.connect(gateway.url)
    raw.subscribe('1', WATCH)
    raw.socket.pause()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    // Real time: three intervals of the keep-alive, whose pings nobody answers.
    await setTimeout(2_000)
    raw.socket.resume()
    expect((await raw.next()).payload.data.jobUpdated.version).toBe(1)
    raw.socket.terminate()
  })
})

describe('a stream whose client takes nothing', () => {
  it('is cut off after a while', async () => {
    await gateway.close()
    gateway = await startTestGateway({ RESPONSE_TIMEOUT_MS: '100' })
    gateway.publish({ id: 'j1', version: 1, status: 'x'.repeat(7_000_000) })
    const socket = await openStream('text/event-stream')
    socket.pause()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    await waitUntil(() => expect(gateway.open()).toBe(0))
    socket.destroy()
  })

  it('is not cut off by its heartbeats, which say nothing of how fast its line is', async () => {
    await gateway.close()
    gateway = await startTestGateway({ STREAM_HEARTBEAT_MS: '50' })
    gateway.publish({ id: 'j1', version: 1, status: 'x'.repeat(7_000_000) })
    const socket = await openStream('text/event-stream')
    socket.pause()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    // Real time: ten heartbeats, of which nothing is read.
    await setTimeout(500)
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    socket.resume()
    await waitUntil(() => expect(text.length).toBeGreaterThan(7_000_000))
    expect(gateway.open()).toBe(1)
    socket.destroy()
  })
})

describe('clients that are gone before their stream has begun', () => {
  it('leave nothing behind', async () => {
    const { token } = await gateway.ports.tokenOf()
    for (let n = 0; n < 50; n += 1) {
      const socket = await openStream('text/event-stream', `authorization: Bearer ${token}\r\n`)
      setImmediate(() => socket.destroy())
      await once(socket, 'close')
    }
    await waitUntil(async () => {
      expect(await metricSamples(gateway.url, 'gateway_subscriptions')).toMatchObject([{ value: 0 }])
      expect(gateway.open()).toBe(0)
    })
    const again = await openStream('text/event-stream')
    await waitUntil(() => expect(gateway.open()).toBe(1))
    again.destroy()
  })

  it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
    'have nothing begun that they left while they were admitted, and are counted as nothing else: %s',
    async accept => {
      const { verifier } = gateway.ports
      const verify = verifier.verify.bind(verifier)
      const asked = Promise.withResolvers<void>()
      const left = Promise.withResolvers<void>()
      const known = Promise.withResolvers<void>()
      verifier.verify = async token => {
        asked.resolve()
        await left.promise
        return verify(token).finally(known.resolve)
      }
      const { token } = await gateway.ports.tokenOf()
      const socket = await openStream(accept, `authorization: Bearer ${token}\r\n`)
      await asked.promise
      socket.destroy()
      await fetch(`${gateway.url}/health/live`)
      left.resolve()
      await known.promise
      await fetch(`${gateway.url}/health/live`)
      expect(await metricSamples(gateway.service.metrics.registry, 'gateway_operations_total')).toEqual([])
      expect(gateway.servers.jobs.subscribes).toHaveLength(0)
    },
  )
})

async function openStream(accept: string, more = ''): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const body = JSON.stringify({ query: WATCH })
  const headers = `host: x\r\naccept: ${accept}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`
  socket.write(`POST /graphql HTTP/1.1\r\n${more}${headers}\r\n\r\n${body}`)
  return socket
}
