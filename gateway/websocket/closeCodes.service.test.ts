import { once } from 'node:events'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway()
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => gateway.close())

/** For what happens after an interval: a busy machine may leave pings unanswered for as long. */
async function restartWithKeepAlive(ms: number): Promise<void> {
  await gateway.close()
  gateway = await startTestGateway({ WEBSOCKET_KEEP_ALIVE_MS: String(ms) })
}

const WATCH = 'subscription { jobUpdated(id: "j1") { version } }'

describe('a WebSocket is closed', () => {
  it.each(['hello', '{"type":"next"}', '[]', '{"type":"subscribe"}'])('with 4400 for the message %s', async message => {
    const raw = await RawSocket.connect(gateway.url)
    raw.send(message)
    expect(await raw.closed).toBe(4400)
  })

  it('with 4401 for an operation before the connection was acknowledged', async () => {
    const raw = await RawSocket.open(gateway.url)
    raw.subscribe('1', '{ me }')
    expect(await raw.closed).toBe(4401)
  })

  it('with 4403 for a token that is not good', async () => {
    const raw = await RawSocket.open(gateway.url)
    raw.send({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } })
    expect(await raw.closed).toBe(4403)
  })

  it('with 4406 for another protocol', async () => {
    // The library's own client refuses what was not agreed on; a browser goes on.
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`)
    const [code] = await once(socket, 'close')
    expect(code).toBe(4406)
  })

  it('with 4408 when it is not initialised in time', async () => {
    await restartWithKeepAlive(200)
    const raw = await RawSocket.open(gateway.url)
    expect(await raw.closed).toBe(4408)
  })

  it('with 4409 for a second operation of one name', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.subscribe('1', WATCH)
    await raw.next()
    raw.subscribe('1', WATCH)
    expect(await raw.closed).toBe(4409)
  })

  it('with 4429 for a second initialisation', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.send({ type: 'connection_init' })
    expect(await raw.closed).toBe(4429)
  })

  it('with 1009 for a message that is too long', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.send(`{"type":"ping","payload":{"x":"${'x'.repeat(1_048_576)}"}}`)
    expect(await raw.closed).toBe(1009)
  })

  it('with 1001 when the gateway stops', async () => {
    const raw = await RawSocket.connect(gateway.url)
    const idle = await RawSocket.open(gateway.url)
    raw.subscribe('1', WATCH)
    await raw.next()
    await gateway.service.close()
    expect([await raw.closed, await idle.closed]).toEqual([1001, 1001])
  })

  it('without a word when the client does not answer pings', async () => {
    await restartWithKeepAlive(200)
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      autoPong: false,
    })
    await once(socket, 'open')
    socket.send('{"type":"connection_init"}')
    const [code] = await once(socket, 'close')
    expect(code).toBe(1006)
  })
})

describe('a WebSocket stays open', () => {
  it('while the client answers pings', async () => {
    await restartWithKeepAlive(600)
    const raw = await RawSocket.connect(gateway.url)
    for (let beats = 0; beats < 3; beats += 1) await once(raw.socket, 'ping')
    raw.subscribe('1', '{ me }')
    expect((await raw.next()).payload).toEqual({ data: { me: null } })
    raw.socket.terminate()
  })

  it('when an operation is not valid, and when its subscription ends with the schema', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.subscribe('1', '{ nothing }')
    expect(await raw.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    })
    raw.subscribe('2', WATCH)
    await raw.next()
    const work = { ...gateway.work, typeDefs: gateway.work.typeDefs.replace('ticks: Int!', 'ticks: Int! added: Int') }
    gateway.replaceSupergraph(gateway.supergraphOf([gateway.people, work]))
    expect(await raw.next()).toMatchObject({
      id: '2',
      type: 'next',
      payload: { errors: [{ extensions: { code: 'SUBSCRIPTION_SCHEMA_RELOAD' } }] },
    })
    expect(await raw.next()).toEqual({ id: '2', type: 'complete' })
    raw.subscribe('2', WATCH)
    expect((await raw.next()).payload.data.jobUpdated.version).toBe(1)
    raw.socket.terminate()
  })

  it('and answers a ping with its payload, also before it is acknowledged', async () => {
    const raw = await RawSocket.open(gateway.url)
    raw.send({ type: 'ping', payload: { at: 7 } })
    expect(await raw.next()).toEqual({ type: 'pong', payload: { at: 7 } })
    raw.send({ type: 'ping' })
    expect(await raw.next()).toEqual({ type: 'pong' })
    raw.socket.terminate()
  })
})

describe('a WebSocket handshake', () => {
  const statusFor = async (headers: Record<string, string>, path = '/graphql') => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers })
    const status = Promise.withResolvers<number>()
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      status.resolve(response.statusCode ?? 0)
    })
    socket.once('open', () => status.resolve(101))
    socket.on('error', () => {})
    const result = await status.promise
    socket.terminate()
    return result
  }

  it('is refused to pages of origins that may not call', async () => {
    expect(await statusFor({ origin: 'https://evil.example' })).toBe(403)
    expect(await statusFor({ origin: 'null' })).toBe(403)
  })

  it('is accepted from allowed origins, from pages of the gateway itself, and from programs', async () => {
    expect(await statusFor({ origin: 'https://studio.apollographql.com' })).toBe(101)
    expect(await statusFor({ origin: 'https://gateway.example', host: 'gateway.example' })).toBe(101)
    expect(await statusFor({})).toBe(101)
  })

  it('is refused at other paths', async () => {
    expect(await statusFor({}, '/elsewhere')).toBe(404)
  })
})
