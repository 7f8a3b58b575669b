import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import { unreadRequests } from '@atelier/testkit/support/unreadRequests.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth } from '../health/health.ts'
import { createLogger } from '../log/logger.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { Connections } from './connections.ts'
import { createHttpServer, listen } from './httpServer.ts'
import type { UnsentLimits } from './unsentLimits.ts'

/** Much more than the system keeps for a connection on both sides. */
const BIG = 40_000_000
const GET_SMALL = 'GET /small HTTP/1.1\r\nhost: here\r\n\r\n'
const GET_BIG = 'GET /big HTTP/1.1\r\nhost: here\r\n\r\n'

let connections: Connections
let server: ReturnType<typeof createHttpServer>
let url: string
let begun: number
let clients: Socket[]
/** What the late answer waits for. */
let late: PromiseWithResolvers<void>
/** The client's port of each request for the small answer, in the order in which they were begun. */
let smallFrom: (number | undefined)[]

async function start(limits: Partial<UnsentLimits> = {}): Promise<void> {
  connections = new Connections({
    timeoutMs: Infinity,
    slowestLine: Infinity,
    perAddress: Infinity,
    inAll: Infinity,
    ...limits,
  })
  server = createHttpServer({
    log: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics({ service: 'test' }),
    health: createHealth(),
    connections,
  })
  begun = 0
  smallFrom = []
  const big = 'x'.repeat(BIG)
  server.get('/big', async () => {
    begun += 1
    return big
  })
  server.get('/small', async ({ socket }) => {
    begun += 1
    smallFrom.push(socket.remotePort)
    return `${begun};`
  })
  server.get('/late', async () => {
    begun += 1
    await late.promise
    return 'done'
  })
  server.post('/echo', async ({ body }) => body)
  server.put('/upload', async request => request.body)
  url = await listen(server, { host: '0.0.0.0', port: 0 })
}

beforeEach(() => {
  clients = []
  late = Promise.withResolvers()
})
afterEach(async () => {
  vi.useRealTimers()
  late.resolve()
  for (const client of clients) client.destroy()
  await server.close()
})

/** Sends a text and reads nothing. */
async function send(text: string, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress })
  clients.push(socket)
  socket.on('error', () => {})
  socket.pause()
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** Reads a whole big answer, a part at a time. @returns how many bytes came. */
async function readSlowly(socket: Socket, pauseMs: number): Promise<number> {
  let bytes = 0
  socket.on('data', async chunk => {
    bytes += chunk.length
    if (bytes % 8 !== 0) return
    socket.pause()
    // Real time: the pauses of a reader, much shorter than the time-out.
    await delay(pauseMs)
    socket.resume()
  })
  socket.resume()
  await Promise.race([once(socket, 'close'), waitUntil(() => expect(bytes).toBeGreaterThan(BIG))])
  return bytes
}

const waiting = (count: number) => waitUntil(() => expect(begun).toBe(count))

/** Puts the clock of the connections, and when they are looked at, into the test's hands. */
const holdClock = () => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })

/** Lets that clock go on, with all looks that fall into the time. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    vi.advanceTimersByTime(50)
    await nextTurn()
  }
}

/** Lets that clock go on until it is so, and no further than this. */
async function passUntil(look: () => void, maxMs = 60_000): Promise<void> {
  for (let passed = 0; ; passed += 250) {
    await pass(250)
    try {
      return look()
    } catch (error) {
      if (passed > maxMs) throw error
    }
  }
}

describe('a client that takes nothing of its answer', () => {
  it('is cut off after the time-out, and one that reads slowly is not', async () => {
    await start({ timeoutMs: 400 })
    await send(GET_BIG)
    const slow = await send(GET_BIG)
    expect(await readSlowly(slow, 2)).toBeGreaterThan(BIG)
    await waitUntil(() => expect(connections.unsentBytes).toBe(0))
    expect(connections.size).toBe(1)
  })

  it('is not cut off while what the system took may be on its way over a slow line', async () => {
    holdClock()
    await start({ timeoutMs: 3_000, slowestLine: 16_384 })
    const socket = await send(GET_BIG)
    await waiting(1)
    await pass(5_000)
    expect(connections.size).toBe(1)
    expect(await readSlowly(socket, 0)).toBeGreaterThan(BIG)
    await send(GET_BIG)
    await waiting(2)
    await passUntil(() => expect(connections.unsentBytes).toBe(0))
    expect(connections.size).toBe(1)
  })

  it('is cut off sooner where too much waits for its address, and who reads there has its answers', async () => {
    holdClock()
    await start({ perAddress: BIG + BIG / 2 })
    for (let count = 1; count <= 6; count += 1) {
      await send(GET_BIG)
      await waiting(count)
      await passUntil(() => expect(connections.unsentBytes).toBeLessThan(3 * BIG))
    }
    expect(connections.size).toBeLessThan(4)
    for (const _ of [1, 2, 3]) expect((await (await fetch(`${url}/big`)).text()).length).toBe(BIG)
    await passUntil(() => expect(connections.unsentBytes).toBeLessThan(BIG + BIG / 2))
  })

  it('is cut off when much is written, before the next regular look', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    await start({ perAddress: BIG / 2 })
    await send(GET_BIG)
    await waitUntil(() => expect(connections.size).toBe(1))
    await waitUntil(() => expect(connections.size).toBe(0))
  })

  it('is cut off where too much waits for all, first of the address for which most does', async () => {
    holdClock()
    await start({ inAll: 2.5 * BIG })
    const modest = await send(GET_BIG, '127.0.0.2')
    await waiting(1)
    for (let count = 2; count <= 6; count += 1) {
      await send(GET_BIG)
      await waiting(count)
    }
    await passUntil(() => expect(connections.unsentBytes).toBeLessThan(2.5 * BIG))
    expect(await readSlowly(modest, 0)).toBeGreaterThan(BIG)
  })
})

describe('requests that are sent before the answer to the one before', () => {
  it('are begun when that has left', async () => {
    await start()
    const socket = await send(GET_BIG.repeat(50))
    await waiting(1)
    expect((await fetch(`${url}/small`)).status).toBe(200)
    expect(begun).toBe(2)
    expect(connections.unsentBytes).toBeLessThan(BIG + 50 * 8_192)
    socket.destroy()
  })

  it('are all answered in their order', async () => {
    await start()
    const socket = await send(GET_SMALL.repeat(60))
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    socket.resume()
    await waitUntil(() => expect(text).toMatch(/\b60;$/))
    const numbers = [...text.matchAll(/(\d+);/g)].map(([, number]) => Number(number))
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  })

  it('are cut off where they are more than any client sends', async () => {
    await start()
    await send(`GET /late HTTP/1.1\r\nhost: here\r\n\r\n`.repeat(1_000))
    await waitUntil(() => expect(begun).toBeGreaterThan(0))
    await waitUntil(() => expect(connections.size).toBe(0))
    expect(begun).toBe(1)
  })

  it('are cut off so too where each is answered at once', async () => {
    await start()
    await send(GET_SMALL.repeat(1_000))
    await waitUntil(() => expect(begun).toBeGreaterThan(0))
    await waitUntil(() => expect(connections.size).toBe(0))
    expect(begun).toBe(1)
  })

  it('leave others their turns between', async () => {
    await start()
    const sockets = [await send(GET_SMALL), await send(GET_SMALL)]
    await waiting(2)
    smallFrom.length = 0
    for (const socket of sockets) socket.write(GET_SMALL.repeat(40))
    await waiting(82)
    const [first] = smallFrom
    expect(smallFrom.filter(port => port === first)).toHaveLength(40)
    expect(smallFrom.findIndex(port => port !== first)).toBeLessThan(20)
  })

  it('are not begun for a client that is gone', async () => {
    await start()
    const socket = await send(`GET /late HTTP/1.1\r\nhost: here\r\n\r\n${GET_BIG.repeat(10)}`)
    await waiting(1)
    socket.resetAndDestroy()
    await waitUntil(() => expect(connections.size).toBe(0))
    late.resolve()
    expect((await fetch(`${url}/small`)).status).toBe(200)
    expect(begun).toBe(2)
  })
})

describe('a server that closes', () => {
  it.each([
    ['says nothing', ''],
    ['sent half of a head', 'GET /big HT'],
    ['was answered and is quiet', 'GET /small HTTP/1.1\r\nhost: here\r\n\r\n'],
    [
      'sent half of a body',
      'PUT /upload HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\ncontent-type: text/plain\r\n\r\nx',
    ],
    ['reads none of its answer', GET_BIG],
  ])('waits but shortly for a client that %s', async (_, text) => {
    holdClock()
    await start()
    await send(text)
    await waitUntil(() => expect(connections.size).toBe(1))
    if (text.includes('GET') && text.endsWith('\n')) await waiting(1)
    const closing = server.close()
    await passUntil(() => expect(connections.size).toBe(0), 6_000)
    await closing
  })

  it.each([
    ['new', 0, 30],
    ['used', 30, 0],
  ])('answers what had come on %s connections, also where nobody had read it yet', async (_, kept, fresh) => {
    await start()
    const port = Number(new URL(url).port)
    const answers = await unreadRequests({ port, kept, fresh }, () => void server.close())
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200 OK']))
  })

  it('lets an answer that is being made reach who waits for it', async () => {
    holdClock()
    await start()
    const answer = fetch(`${url}/late`).then(response => response.text())
    await waiting(1)
    const closing = server.close()
    // More than an idle client gets, and less than any.
    await pass(4_000)
    expect(connections.size).toBe(1)
    late.resolve()
    expect(await answer).toBe('done')
    await closing
  })
})
