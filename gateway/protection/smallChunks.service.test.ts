import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

const HEAD = 'POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n'

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

function open(localAddress?: string): { socket: Socket; answered: Promise<string> } {
  const { hostname, port } = new URL(gateway.url)
  // What is still written when the other side has closed.
  const socket = connect({ port: Number(port), host: hostname, localAddress }).on('error', () => {})
  return { socket, answered: once(socket, 'data').then(([data]) => String(data)) }
}

/** Posts a body in chunks. @returns what is answered. */
function post(chunks: readonly string[]): Promise<string> {
  const { socket, answered } = open()
  socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n${chunks.map(chunk).join('')}0\r\n\r\n`)
  return answered.finally(() => socket.destroy())
}

const body = (length: number) => JSON.stringify({ query: `{ me }${' '.repeat(length)}` })

describe('bodies in very small chunks', () => {
  it.each(['/graphql', '/health/live', '/elsewhere'])('are refused with a clear answer, sent to %s', async path => {
    const { socket, answered } = open()
    const head = HEAD.replace('/graphql', path)
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n${chunk(' ').repeat(100_000)}`)
    const answer = await answered
    socket.destroy()
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    if (path !== '/graphql') return
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('too many small chunks')
    expect(answer.toLowerCase()).toContain('connection: close')
  })

  it('are taken while they are few', async () => {
    expect(await post([...body(500)])).toContain('{"data":{"me":null}}')
  })

  it('are refused once very many came from an address, each body with few', async () => {
    const many = Array.from({ length: 40 }, () => post(Array.from({ length: 1_000 }, () => ' ')))
    const answers = await Promise.all(many)
    expect(answers.filter(answer => answer.includes('too many small chunks')).length).toBeGreaterThan(3)
    expect(await post([body(5_000)])).toContain('{"data":{"me":null}}')
  })

  it('are not counted where they come by a trusted proxy, which brings those of many', async () => {
    const ours = gateway
    gateway = await startTestGateway({ TRUSTED_PROXIES: 'loopback' })
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(Array.from({ length: 1_000 }, () => ' '))))
    await gateway.close()
    gateway = ours
    expect(answers.filter(answer => answer.includes('too many small chunks'))).toEqual([])
  })

  it('are read of one connection after the other, with all others between', async () => {
    const requests = `${HEAD}transfer-encoding: chunked\r\n\r\n${chunk(' ').repeat(1_000)}0\r\n\r\n`.repeat(10)
    let refused = 0
    const sockets = Array.from({ length: 200 }, () => {
      const { socket, answered } = open('127.0.0.3')
      socket.write(requests)
      void answered.then(() => {
        refused += 1
      })
      return socket
    })
    const headers = { 'content-type': 'application/json', 'apollo-require-preflight': 'yes' }
    for (let n = 0; n < 5; n += 1) {
      const response = await fetch(`${gateway.url}/graphql?query={me}`, {
        headers: { ...headers, connection: 'close' },
      })
      expect(await response.json()).toEqual({ data: { me: null } })
    }
    expect(refused).toBeLessThan(100)
    for (const socket of sockets) socket.destroy()
  })
})

describe('bodies in chunks of a usual size', () => {
  it.each([64, 1_000, 100_000])('are read whole: %i bytes', async size => {
    const text = body(400_000)
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, n) => text.slice(n * size, (n + 1) * size))
    expect(await post(chunks)).toContain('{"data":{"me":null}}')
  })

  it('are refused where they are too long, told or not', async () => {
    expect(await post(Array.from({ length: 20 }, () => ' '.repeat(100_000)))).toMatch(/^HTTP\/1\.1 413 /)
    const { socket, answered } = open()
    socket.write(`${HEAD}content-length: 2000000\r\n\r\n`)
    expect(await answered).toMatch(/^HTTP\/1\.1 413 /)
    socket.destroy()
  })
})

describe('very many small WebSocket messages', () => {
  it.each(['{"type":"ping"}', '{"type":"pong"}', '{"type":"complete","id":"1"}'])(
    'end their connection with 1013, and no more of them are answered: %s',
    async message => {
      const raw = await RawSocket.connect(gateway.url)
      let answers = 0
      raw.socket.on('message', () => answers++)
      raw.sendTogether(...Array.from({ length: 3_000 }, () => message))
      expect(await raw.closed).toBe(1013)
      expect(answers).toBeLessThan(500)
    },
  )

  it('are taken while they are as many as a client needs', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.sendTogether(...Array.from({ length: 300 }, () => ({ type: 'ping' })))
    for (let n = 0; n < 300; n++) expect(await raw.next()).toEqual({ type: 'pong' })
    raw.socket.close()
  })
})

describe('WebSocket messages in very small frames', () => {
  it('end their connection with 1008', async () => {
    const raw = await RawSocket.open(gateway.url)
    for (let n = 0; n < 1_000; n++) raw.socket.send(' ', { fin: false })
    expect(await raw.closed).toBe(1008)
  })

  it('are taken while the frames are few', async () => {
    const raw = await RawSocket.connect(gateway.url)
    const message = JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ me }' } })
    for (const character of message.slice(0, -1)) {
      raw.socket.send(character, { fin: false })
      await setImmediate()
    }
    raw.socket.send('}', { fin: true })
    expect(await raw.next()).toMatchObject({ type: 'next', payload: { data: { me: null } } })
    raw.socket.close()
  })
})
