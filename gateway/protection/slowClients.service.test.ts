import { connect, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  gateway = await startTestGateway({ HEADERS_TIMEOUT_MS: '300', REQUEST_TIMEOUT_MS: '600' })
})
afterAll(() => gateway.close())

const head = (length: number) =>
  `POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`

/** Sends the beginning at once and then one more character every few milliseconds, until it is cut off. */
async function trickle(beginning: string, character: string): Promise<string> {
  const socket = open()
  let heard = ''
  socket.on('data', data => {
    heard += data
  })
  socket.write(beginning)
  const drip = setInterval(() => socket.write(character), 20)
  await closed(socket)
  clearInterval(drip)
  return heard
}

function open(): Socket {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  // What is still written when the other side has closed.
  socket.on('error', () => {})
  return socket
}

const closed = (socket: Socket) => new Promise(resolve => socket.once('close', resolve))

/** What is said last may be lost when a character crosses it on its way. */
const CUT_OFF = /^$|^HTTP\/1\.1 408 /

describe('a client that keeps a connection busy by being slow', () => {
  it.each([
    ['its request line', 'POST /graph', 'q'],
    ['its headers', 'POST /graphql HTTP/1.1\r\nhost: gateway\r\nx-more: ', 'x'],
    ['its body', `${head(10_000)}{"query":"`, 'x'],
    ['the chunks of its body', `${head(0).replace('content-length: 0', 'transfer-encoding: chunked')}`, '1\r\nx\r\n'],
    ['its WebSocket handshake', 'GET /graphql HTTP/1.1\r\nupgrade: websocket\r\nconnection: upgrade\r\nx: ', 'x'],
  ])('with %s is cut off', async (_, beginning, character) => {
    expect(await trickle(beginning, character)).toMatch(CUT_OFF)
  })

  it('by saying nothing at all is cut off', async () => {
    const socket = open()
    let heard = ''
    socket.on('data', data => {
      heard += data
    })
    await closed(socket)
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('does not keep others waiting', async () => {
    const slow = Array.from({ length: 200 }, () => trickle('POST /graphql HTTP/1.1\r\nhost: ', 'x'))
    expect((await gateway.post('{ me }')).data).toEqual({ me: null })
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(CUT_OFF)
    expect((await gateway.post('{ me }')).data).toEqual({ me: null })
  })
})

describe('a client with a slow line', () => {
  it('may take as long for a body as that takes, and no longer', async () => {
    const slow = await startTestGateway({ REQUEST_TIMEOUT_MS: '300', SLOWEST_LINE_BYTES_PER_SECOND: '16384' })
    try {
      const body = JSON.stringify({ query: '{ me }', extensions: { more: 'x'.repeat(400_000) } })
      const send = async (bytes: number) => {
        const { hostname, port } = new URL(slow.url)
        const socket = connect(Number(port), hostname)
        let heard = ''
        socket
          .on('error', () => {})
          .on('data', data => {
            heard += data
          })
        socket.write(head(body.length))
        for (let at = 0; at < body.length && !heard && !socket.destroyed; at += bytes) {
          socket.write(body.slice(at, at + bytes))
          // Real time: the pace of a line, against the request's time-out.
          await setTimeout(50)
        }
        await waitUntil(() => expect(heard !== '' || socket.destroyed).toBe(true))
        socket.destroy()
        return heard
      }
      expect(await send(20_000)).toMatch(/^HTTP\/1\.1 200 /)
      expect(await send(100)).toMatch(CUT_OFF)
    } finally {
      await slow.close()
    }
  })
})

describe('a client that was quick enough', () => {
  it('may wait for its answer as long as that takes', async () => {
    const answer = gateway.post('{ held }')
    await waitUntil(() => expect(gateway.servers.people.requests.length).toBeGreaterThan(0))
    await trickle(`${head(10_000)}{"query":"`, 'x')
    gateway.release()
    expect((await answer).data).toEqual({ held: 'released' })
  })

  it('may keep a WebSocket open', async () => {
    const socket = await RawSocket.connect(gateway.url)
    await trickle('POST /graphql HTTP/1.1\r\nhost: ', 'x')
    socket.subscribe('1', '{ me }')
    expect(await socket.next()).toMatchObject({ type: 'next', payload: { data: { me: null } } })
    socket.socket.close()
  })
})
