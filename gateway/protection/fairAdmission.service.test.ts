import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type MisbehavingServer, startMisbehavingServer } from '@atelier/testkit/gateway/misbehavingServer.ts'
import { Results, startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>> | undefined
let door: MisbehavingServer | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await gateway?.close()
  await door?.close()
})

/**
 * A gateway before a subgraph that answers when it is told to, in the order of the requests.
 * @param answered the name of everybody.
 */
async function start(env: Record<string, string> = {}, answered = 'Ada') {
  const asked: string[] = []
  const gone: string[] = []
  const answers: (() => void)[] = []
  const opened = await startMisbehavingServer(() => gateway?.servers.people.url ?? '')
  opened.behave(async (response: ServerResponse, request: IncomingMessage) => {
    const { query } = JSON.parse(await text(request)) as { query: string }
    const [, name = ''] = /person\(id: ?"(\w+)"\)/.exec(query) ?? []
    asked.push(name)
    response.once('close', () => {
      if (!response.writableFinished) gone.push(name)
    })
    answers.push(() => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ data: { person: { name: answered } } }))
    })
  })
  const started = await startTestGateway({ SUBGRAPH_URLS: `people=${opened.url}`, TRUSTED_PROXIES: 'loopback', ...env })
  door = opened
  gateway = started
  return {
    gateway: started,
    /** The names of operations by the subgraph's requests, in their order. */
    asked,
    /** Those of them whose connection was closed before they were answered. */
    gone,
    /** Answers the request that waits longest. */
    answer: () => answers.shift()?.(),
    async answerAll() {
      while (answers.length > 0) {
        answers.shift()?.()
        await new Promise(setImmediate)
      }
    },
    /** Asks by an operation of this name. */
    ask: (name: string, address: string, signal?: AbortSignal) =>
      fetch(`${started.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ query: queryOf(name) }),
        signal,
      }),
  }
}

const queryOf = (name: string) => `{ person(id: "${name}") { name } }`

/** Until so many bytes are held, as the metrics say. */
async function heldBytes({ service }: TestGateway, bytes: number): Promise<void> {
  const held = () => metricValue(service.metrics.registry, 'gateway_held_body_bytes')
  await waitUntil(async () => expect(await held()).toBeGreaterThanOrEqual(bytes))
}

/** How many operations wait, as the metrics say. */
const waiting = ({ service }: TestGateway) => metricValue(service.metrics.registry, 'gateway_operations_waiting')

const codesOf = async (response: Response) => {
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] }
  return errors.map(({ extensions }) => extensions.code)
}

describe('operations under way', () => {
  it('of one caller are so many at once, and others do not wait for them', async () => {
    const { asked, ask, answer, answerAll } = await start({ MAX_CONCURRENT_OPERATIONS_PER_CALLER: '2' })
    const requests = ['a1', 'a2', 'a3', 'a4'].map(name => ask(name, '10.0.0.1'))
    await waitUntil(() => expect(asked.length).toBe(2))
    requests.push(ask('b1', '10.0.0.2'))
    await waitUntil(() => expect(asked.at(-1)).toBe('b1'))
    answer()
    await waitUntil(() => expect(asked.length).toBe(4))
    const all = Promise.all(requests)
    await waitUntil(async () => expect(await answerAll()).toBeUndefined())
    await waitUntil(() => expect(asked.length).toBe(5))
    await answerAll()
    expect((await all).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })

  it('end with the answer, whether or not the client reads it', async () => {
    const limits = { MAX_CONCURRENT_OPERATIONS: '1', MAX_BODY_BYTES: '30000' }
    const { gateway, asked, ask, answer } = await start(limits, 'Ada'.repeat(3_000_000))
    const { hostname, port } = new URL(gateway.url)
    const unread = connect(Number(port), hostname).on('error', () => {})
    sockets.push(unread)
    const body = JSON.stringify({ query: queryOf('a1'), more: ' '.repeat(20_000) })
    const head = 'POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n'
    unread.write(`${head}content-length: ${body.length}\r\n\r\n${body}`)
    await waitUntil(() => expect(asked).toEqual(['a1']))
    const others = [ask('b1', '10.0.0.2')]
    await waitUntil(async () => expect(await waiting(gateway)).toBe(1))
    answer()
    await waitUntil(() => expect(asked).toEqual(['a1', 'b1']))
    others.push(
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body.replace('a1', 'c1'),
      }),
    )
    answer()
    await waitUntil(() => expect(asked).toEqual(['a1', 'b1', 'c1']))
    answer()
    for (const response of await Promise.all(others)) {
      expect(response.status).toBe(200)
      await response.body?.cancel()
    }
    expect(unread.destroyed).toBe(false)
  })

  it('of one address with many users are so many at once', async () => {
    const { gateway, asked, answerAll } = await start({ MAX_CONCURRENT_OPERATIONS_PER_ADDRESS: '2' })
    const people = await Promise.all([1, 2, 3].map(() => gateway.ports.tokenOf()))
    const requests = people.map(({ token }, n) =>
      gateway.post(queryOf(`a${n}`), { headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '10.0.0.1' } }),
    )
    await waitUntil(() => expect(asked.length).toBe(2))
    requests.push(gateway.post(queryOf('b1'), { headers: { 'x-forwarded-for': '10.0.0.2' } }))
    await waitUntil(() => expect(asked.at(-1)).toBe('b1'))
    await answerAll()
    await waitUntil(() => expect(asked.length).toBe(4))
    await answerAll()
    for (const { errors } of await Promise.all(requests)) expect(errors).toEqual([])
  })

  it('begin in turns of the addresses where all places are taken', async () => {
    const { gateway, asked, ask, answer } = await start({ MAX_CONCURRENT_OPERATIONS: '1' })
    const requests = [ask('a1', '10.0.0.1')]
    await waitUntil(() => expect(asked).toEqual(['a1']))
    for (const name of ['a2', 'a3', 'a4']) requests.push(ask(name, '10.0.0.1'))
    requests.push(ask('b1', '10.0.0.2'))
    await waitUntil(async () => expect(await waiting(gateway)).toBe(4))
    for (let n = 2; n <= 5; n++) {
      answer()
      await waitUntil(() => expect(asked.length).toBe(n))
    }
    answer()
    await Promise.all(requests)
    expect(asked.indexOf('b1')).toBeLessThan(3)
  })

  it('are refused where too many wait, and after a while', async () => {
    const { asked, ask, answerAll } = await start({
      MAX_CONCURRENT_OPERATIONS_PER_CALLER: '1',
      MAX_WAITING_OPERATIONS_PER_CALLER: '1',
      OPERATION_WAIT_MS: '200',
    })
    const first = ask('a1', '10.0.0.1')
    await waitUntil(() => expect(asked.length).toBe(1))
    const others = await Promise.all([ask('a2', '10.0.0.1'), ask('a3', '10.0.0.1')])
    for (const response of others) {
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
      expect(await codesOf(response)).toEqual(['RATE_LIMITED'])
    }
    await answerAll()
    expect((await first).status).toBe(200)
    expect(asked).toEqual(['a1'])
  })

  it('are refused as the service is busy where others have all places', async () => {
    const { asked, ask, answerAll } = await start({ MAX_CONCURRENT_OPERATIONS: '1', OPERATION_WAIT_MS: '100' })
    const first = ask('a1', '10.0.0.1')
    await waitUntil(() => expect(asked.length).toBe(1))
    const second = await ask('b1', '10.0.0.2')
    expect([second.status, await codesOf(second)]).toEqual([503, ['SUBGRAPH_UNAVAILABLE']])
    await answerAll()
    await first
  })

  it('over WebSocket are counted with those over HTTP, and subscriptions are not', async () => {
    const { gateway, asked, ask, answerAll } = await start({
      MAX_CONCURRENT_OPERATIONS_PER_CALLER: '1',
      OPERATION_WAIT_MS: '200',
    })
    const client = gateway.connect()
    await using watched = new Results(client, { query: 'subscription { jobUpdated(id: "j1") { status } }' })
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    expect((await watched.next()).data).toEqual({ jobUpdated: { status: 'NEW' } })
    await using over = new Results(client, { query: queryOf('a1') })
    const result = over.next()
    await waitUntil(() => expect(asked.length).toBe(1))
    expect((await ask('a2', '127.0.0.1')).status).toBe(429)
    await using refused = new Results(client, { query: queryOf('a3') })
    await expect(refused.next()).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
    await answerAll()
    expect((await result).data).toEqual({ person: { name: 'Ada' } })
  })
})

describe('operations that hold the event loop', () => {
  const SCHEMA = '__schema { types { name description fields { name description type { name } args { name } } } }'
  const dear = `{ ${Array.from({ length: 60 }, (_, n) => `s${n}: ${SCHEMA}`).join(' ')} }`
  const limits = ['MAX_ALIASES', 'MAX_ROOT_FIELDS', 'MAX_SELECTIONS', 'MAX_TOKENS', 'MAX_REPEATED_FIELDS', 'MAX_COST']
  const NO_LIMITS = Object.fromEntries([...limits, 'RATE_LIMIT_PLANNING_MS'].map(name => [name, '0']))

  it('leave others their turns, however many of them are read at once', async () => {
    const { gateway } = await start({ ...NO_LIMITS, RATE_LIMIT_CPU_MS: '600000' })
    const post = async (query: string, address: string) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ query }),
      })
      expect(((await response.json()) as { errors?: object }).errors).toBeUndefined()
    }
    // Connects all that is needed, and reads the document once.
    await Promise.all(Array.from({ length: 21 }, () => post('{ __typename }', '10.0.0.1')))
    await post(dear, '10.0.0.1')
    let done = 0
    const all = Array.from({ length: 20 }, () => post(dear, '10.0.0.1').then(() => done++))
    await post('{ __typename }', '10.0.0.2')
    expect(done).toBeLessThan(10)
    await Promise.all(all)
  })
})

describe('an operation whose client is gone', () => {
  it.each(['application/json', 'text/event-stream'])('is given up by the subgraph request, too: %s', async accept => {
    const { gateway, asked, gone } = await start()
    const client = new AbortController()
    const request = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query: queryOf('a1') }),
      signal: client.signal,
    }).then(response => response.text())
    request.catch(() => {})
    await waitUntil(() => expect(asked.length).toBe(1))
    client.abort()
    await waitUntil(() => expect(gone).toEqual(['a1']))
  })

  it('leaves its place, also while it waits', async () => {
    const { asked, gone, ask, answerAll } = await start({ MAX_CONCURRENT_OPERATIONS_PER_CALLER: '1' })
    const clients = [1, 2, 3].map(() => new AbortController())
    for (const [n, { signal }] of clients.entries()) {
      ask(`a${n}`, '10.0.0.1', signal).catch(() => {})
    }
    await waitUntil(() => expect(asked.length).toBe(1))
    for (const client of clients) client.abort()
    await waitUntil(() => expect(gone).toEqual(asked))
    const next = ask('next', '10.0.0.1')
    await waitUntil(() => expect(asked.at(-1)).toBe('next'))
    await answerAll()
    expect((await next).status).toBe(200)
  })
})

describe('bodies that are held', () => {
  const LENGTH = 600_000
  const head = (address: string, length: string) =>
    `POST /graphql HTTP/1.1\r\nhost: gateway\r\nx-forwarded-for: ${address}\r\ncontent-type: application/json\r\n${length}\r\n\r\n`
  const told = `content-length: ${LENGTH}`
  const part = `{"query":"${' '.repeat(LENGTH - 100)}`

  /** Begins a request. @returns what is answered. */
  function begin(address: string, isChunked: boolean): { socket: Socket; answered: Promise<string> } {
    const { hostname, port } = new URL(gateway?.url ?? '')
    const socket = connect(Number(port), hostname).on('error', () => {})
    sockets.push(socket)
    socket.write(head(address, isChunked ? 'transfer-encoding: chunked' : told))
    socket.write(isChunked ? `${part.length.toString(16)}\r\n${part}\r\n` : part)
    return { socket, answered: once(socket, 'data').then(([data]) => String(data)) }
  }

  it.each([
    ['told', false],
    ['untold', true],
  ])('are so many bytes for each address, their length %s', async (_, isChunked) => {
    const { ask, answerAll, asked } = await start({ MAX_BODY_BYTES_PER_ADDRESS: '1000000' })
    const first = begin('10.0.0.1', isChunked)
    const second = begin('10.0.0.1', isChunked)
    const answer = await Promise.race([first.answered, second.answered])
    expect(answer).toMatch(/^HTTP\/1\.1 429 /)
    expect(answer.toLowerCase()).toContain('connection: close')
    expect(answer).toContain('RATE_LIMITED')
    expect(answer.toLowerCase()).toContain('retry-after: 1')
    const short = ask('b1', '10.0.0.1')
    await waitUntil(() => expect(asked).toEqual(['b1']))
    await answerAll()
    expect((await short).status).toBe(200)
    // There is room again when they are gone.
    for (const { socket } of [first, second]) socket.destroy()
    const again = begin('10.0.0.2', isChunked)
    again.socket.write(isChunked ? '0\r\n\r\n' : ' '.repeat(LENGTH - part.length))
    expect(await again.answered).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('are so many bytes in all', async () => {
    await start({ MAX_BODY_BYTES: '1000000' })
    const first = begin('10.0.0.1', false)
    const second = begin('10.0.0.2', false)
    expect(await Promise.race([first.answered, second.answered])).toMatch(/^HTTP\/1\.1 429 /)
  })

  it('are so many bytes of WebSocket messages that have not ended, in however many frames', async () => {
    const { gateway } = await start({ MAX_BODY_BYTES_PER_ADDRESS: '1000000', OPERATION_WAIT_MS: '200' })
    const first = await RawSocket.open(gateway.url)
    const second = await RawSocket.open(gateway.url)
    for (const { socket } of [first, second]) {
      for (let n = 0; n < 6; n++) {
        socket.send(' '.repeat(100_000), { fin: false })
        // What stands between the frames ends no message.
        socket.ping()
      }
    }
    expect(await Promise.race([first.closed, second.closed])).toBe(1013)
  })

  /** What is asked for over a WebSocket by a message of about so many bytes. */
  const longMessage = (length: number) => ({
    id: '1',
    type: 'subscribe',
    payload: { query: '{ __typename }', extensions: { more: ' '.repeat(length) } },
  })

  it('keep no WebSocket from going on with its message when some of them have ended', async () => {
    const { gateway } = await start({ MAX_BODY_BYTES_PER_ADDRESS: '1000000', TRUSTED_PROXIES: '' })
    const body = begin('', false)
    await heldBytes(gateway, LENGTH)
    const other = await RawSocket.connect(gateway.url)
    other.send(longMessage(500_000))
    await heldBytes(gateway, LENGTH + 200_000)
    expect((await gateway.post('{ __typename }')).status).toBe(200)
    body.socket.destroy()
    expect((await other.next()).payload).toEqual({ data: { __typename: 'Query' } })
  })

  it('leave room for short messages of people who have signed in', async () => {
    const { gateway } = await start({ MAX_BODY_BYTES_PER_ADDRESS: '1000000', TRUSTED_PROXIES: '' })
    const { token } = await gateway.ports.tokenOf()
    const [known, unknown] = await Promise.all([
      RawSocket.connect(gateway.url, { authorization: `Bearer ${token}` }),
      RawSocket.connect(gateway.url),
    ])
    begin('', false)
    await heldBytes(gateway, LENGTH)
    for (let n = 0; n < 7; n++) unknown.socket.send(' '.repeat(50_000), { fin: false })
    await heldBytes(gateway, LENGTH + 200_000)
    expect((await gateway.post('{ __typename }')).status).toBe(200)
    known.send(longMessage(50_000))
    expect((await known.next()).payload).toEqual({ data: { __typename: 'Query' } })
  })

  it('are parsed only for requests that are admitted', async () => {
    const { gateway } = await start({ RATE_LIMIT: '1' })
    const post = () =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query": not JSON',
      })
    expect((await post()).status).toBe(400)
    expect((await post()).status).toBe(429)
  })
})

it('connections of one address are so many', async () => {
  const { gateway } = await start({ MAX_CONNECTIONS_PER_ADDRESS: '3', TRUSTED_PROXIES: '' })
  const { hostname, port } = new URL(gateway.url)
  const opened = [1, 2, 3, 4].map(() => {
    const socket = connect(Number(port), hostname).on('error', () => {})
    sockets.push(socket)
    return socket
  })
  const closed = opened.map((socket, n) => once(socket, 'close').then(() => n))
  expect(await Promise.race(closed)).toBe(3)
  opened[0]?.destroy()
  await once(opened[0] as Socket, 'close')
  await waitUntil(async () =>
    expect((await fetch(`${gateway.url}/health/live`).catch(() => undefined))?.status).toBe(200),
  )
})
