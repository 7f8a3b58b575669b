import { connect, type Socket } from 'node:net'
import { type MisbehavingServer, startMisbehavingServer } from '@atelier/testkit/gateway/misbehavingServer.ts'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, expect, it } from 'vitest'

const LARGE = 6_000_000
const PER_CALLER = 8_000_000

let gateway: Awaited<ReturnType<typeof startTestGateway>> | undefined
let door: MisbehavingServer | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await gateway?.close()
  await door?.close()
})

/** @param nameLength of every person, whom the subgraph tells of as long as somebody takes it. */
async function start(nameLength: number, env: Record<string, string> = {}) {
  const name = 'x'.repeat(nameLength)
  const entities = JSON.stringify({ data: { _entities: [{ name }] } })
  const person = JSON.stringify({ data: { person: { name } } })
  const opened = await startMisbehavingServer(() => gateway?.servers.people.url ?? '')
  opened.behave(async (response, request) => {
    const asked = JSON.parse(Buffer.concat(await request.toArray()).toString()).query as string
    const body = asked.includes('_entities') ? entities : person
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  const started = await startTestGateway({
    SUBGRAPH_URLS: `people=${opened.url}`,
    TRUSTED_PROXIES: 'loopback',
    MAX_ANSWER_BYTES_PER_CALLER: String(PER_CALLER),
    ...env,
  })
  started.publish({ id: 'j1', version: 1, status: 'NEW' })
  door = opened
  gateway = started
  return {
    gateway: started,
    /** Requests that came to it. */
    asked: opened.requests,
    heldBytes: () => metricValue(started.url, 'gateway_answer_bytes'),
  }
}

/** Asks and does not read. @returns what reads the answer to its end, and tells its length. */
function ask(query: string, { address = '10.0.0.1' } = {}): () => Promise<number> {
  const { hostname, port } = new URL(gateway?.url ?? '')
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  const body = JSON.stringify({ query })
  socket.pause()
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-forwarded-for: ${address}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  return async () => {
    let length = 0
    for await (const chunk of socket) length += chunk.length
    return length
  }
}

/** Different operations, as equal ones would be asked of the subgraph once. */
const person = (n: number) => `{ person(id: "p${n}") { name } }`
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

it('large answers that nobody reads are not fetched all at once, and all come in the end', async () => {
  const { heldBytes, asked } = await start(LARGE)
  const reads = times(6, n => ask(person(n)))
  await waitUntil(async () => expect(await asked()).toBe(6))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(LARGE))
  // Real time: for more of them to come, if they would.
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(await heldBytes()).toBeLessThan(PER_CALLER + LARGE)
  for (const length of await Promise.all(reads.map(read => read()))) expect(length).toBeGreaterThan(LARGE)
  await waitUntil(async () => expect(await heldBytes()).toBe(0))
})

it('large answers of one caller keep nobody else waiting', async () => {
  const { gateway, heldBytes } = await start(LARGE)
  for (const n of times(6, n => n)) ask(person(n))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(LARGE))
  const large = ask(person(0), { address: '10.0.0.2' })
  expect(await large()).toBeGreaterThan(LARGE)
  const headers = { 'x-forwarded-for': '10.0.0.3' }
  expect((await gateway.post('{ job(id: "j1") { status } }', { headers })).data).toEqual({ job: { status: 'NEW' } })
})

it('an answer that waits for the room of one address keeps nobody waiting who asks the same from another', async () => {
  const { heldBytes, asked } = await start(LARGE)
  ask(person(0))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(LARGE))
  ask(person(1))
  await waitUntil(async () => expect(await asked()).toBe(2))
  const other = ask(person(1), { address: '10.0.0.2' })
  expect(await other()).toBeGreaterThan(LARGE)
  expect(asked()).toBe(3)
})

it('an answer that finds no room in time is an error, and gives its place back', async () => {
  const { gateway, heldBytes } = await start(100_000, {
    OPERATION_TIMEOUT_MS: '1000',
    MAX_CONCURRENT_OPERATIONS_PER_CALLER: '3',
  })
  const query = (n: number) => `{ ${times(50, a => `a${n}x${a}: job(id: "j1") { owner { name } }`).join(' ')} }`
  const reads = times(2, n => ask(query(n)))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(PER_CALLER))
  const headers = { 'x-forwarded-for': '10.0.0.1' }
  for (const n of [2, 3]) {
    const { data, errors } = await gateway.post(query(n), { headers })
    expect(data).toBeNull()
    expect(errors).toMatchObject([
      { message: expect.stringContaining('no room'), extensions: { code: 'RATE_LIMITED' } },
    ])
  }
  for (const read of reads) expect(await read()).toBeGreaterThan(5_000_000)
})

it('what waits goes on when those before it are given up', async () => {
  const { heldBytes } = await start(LARGE)
  for (const n of times(6, n => n)) ask(person(n))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(LARGE))
  const last = ask(person(7))
  for (const socket of sockets.slice(0, -1)) socket.destroy()
  expect(await last()).toBeGreaterThan(LARGE)
})

it('a small answer of a subgraph that stands in the result many times counts as often', async () => {
  const { heldBytes } = await start(100_000)
  const query = (n: number) => `{ ${times(50, a => `a${n}x${a}: job(id: "j1") { owner { name } }`).join(' ')} }`
  const reads = times(8, n => ask(query(n)))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(5_000_000))
  // Real time: for more of them to come, if they would.
  await new Promise(resolve => setTimeout(resolve, 300))
  expect(await heldBytes()).toBeLessThan(PER_CALLER + 6_000_000)
  for (const length of await Promise.all(reads.map(read => read()))) expect(length).toBeGreaterThan(5_000_000)
})

it('equal queries that are asked of the subgraph once count once for each', async () => {
  const { heldBytes } = await start(LARGE)
  const reads = times(6, () => ask(person(0)))
  await waitUntil(async () => expect(await heldBytes()).toBeGreaterThan(LARGE))
  expect(await heldBytes()).toBeLessThan(PER_CALLER + LARGE)
  for (const length of await Promise.all(reads.map(read => read()))) expect(length).toBeGreaterThan(LARGE)
})
