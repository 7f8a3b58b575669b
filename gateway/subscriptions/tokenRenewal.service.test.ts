import { createTokenSigner } from '@atelier/platform/auth/tokens.ts'
import type { Viewer } from '@atelier/platform/auth/viewer.ts'
import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway({ SESSION_CHECK_MS: '50', TOKEN_WARNING_MS: '30000' })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => gateway.close())

const ada: Viewer = { id: 'ada', username: 'ada', role: 'USER', sessionId: 's1' }
const MINUTE = 60_000

/** A new token, good for a minute from now on the clock of Atelier. */
async function authorizationOf(viewer: Viewer = ada): Promise<string> {
  const signer = createTokenSigner(gateway.ports.keys, { clock: gateway.ports.clock, ttlMs: MINUTE })
  return `Bearer ${(await signer.sign(viewer)).token}`
}

const WATCH = 'subscription { jobUpdated(id: "j1") { version owner { name } } }'

async function watching(authorization: string, query = WATCH): Promise<RawSocket> {
  const raw = await RawSocket.connect(gateway.url, { authorization })
  raw.subscribe('1', query)
  return raw
}

const warning = { type: 'ping', payload: { code: 'TOKEN_EXPIRES', expiresAt: expect.stringMatching(/Z$/) } }
const renewed = { type: 'pong', payload: { code: 'TOKEN_RENEWED', expiresAt: expect.stringMatching(/Z$/) } }
const event = (version: number) => ({
  id: '1',
  type: 'next',
  payload: { data: { jobUpdated: { version, owner: { name: 'Ada' } } } },
})

describe('a WebSocket whose token comes near its end', () => {
  it('tells its client once, and is closed with 4403 when nothing comes', async () => {
    const raw = await watching(await authorizationOf())
    expect(await raw.next()).toEqual(event(1))
    gateway.ports.clock.advance(MINUTE - 20_000)
    expect(await raw.next()).toEqual(warning)
    gateway.ports.clock.advance(21_000)
    expect(await raw.closed).toBe(4403)
    expect(raw.waiting).toEqual([])
  })

  it.each(['ping', 'pong'])('goes on with a newer token that a %s brings', async type => {
    const raw = await watching(await authorizationOf())
    await raw.next()
    gateway.ports.clock.advance(MINUTE - 20_000)
    expect(await raw.next()).toEqual(warning)
    const authorization = await authorizationOf({ ...ada, sessionId: 's2' })
    raw.send({ type, payload: { authorization } })
    expect(await raw.next()).toEqual(renewed)

    gateway.ports.clock.advance(25_000)
    raw.subscribe('2', '{ me }')
    expect((await raw.next()).payload).toEqual({ data: { me: authorization } })
    expect(await raw.next()).toEqual({ id: '2', type: 'complete' })
    // The next warning shows that the connection was looked at again after its first token had ended.
    gateway.ports.clock.advance(10_000)
    expect(await raw.next()).toEqual(warning)
    raw.socket.terminate()
  })

  it('goes on for a client of graphql-ws that answers the warning', async () => {
    let socket: WebSocket | undefined
    const client = gateway.connect(
      { authorization: await authorizationOf() },
      {
        connected: connected => {
          socket = connected as WebSocket
        },
        ping: async (isReceived, payload) => {
          if (!isReceived || payload?.code !== 'TOKEN_EXPIRES') return
          socket?.send(JSON.stringify({ type: 'ping', payload: { authorization: await authorizationOf() } }))
        },
      },
    )
    await using results = new Results(client, { query: WATCH })
    await results.next()
    for (let minutes = 1; minutes <= 3; minutes += 1) {
      gateway.ports.clock.advance(MINUTE - 20_000)
      await waitUntil(() => expect(gateway.servers.jobs.subscribes).toHaveLength(1 + minutes))
    }
    gateway.publish({ id: 'j1', version: 2, status: 'DONE' })
    expect((await results.next()).data.jobUpdated.version).toBe(2)
  })

  it('is warned again of the newer token, and closed when that has ended', async () => {
    const raw = await watching(await authorizationOf())
    await raw.next()
    raw.send({ type: 'ping', payload: { authorization: await authorizationOf({ ...ada, sessionId: 's2' }) } })
    expect(await raw.next()).toEqual(renewed)
    gateway.ports.clock.advance(MINUTE + 1_000)
    expect(await raw.next()).toEqual(warning)
    expect(await raw.closed).toBe(4403)
  })

  it('is closed at once when the session of the newer token is ended, and not by the end of the first', async () => {
    const raw = await watching(await authorizationOf())
    await raw.next()
    raw.send({ type: 'ping', payload: { authorization: await authorizationOf({ ...ada, sessionId: 's2' }) } })
    expect(await raw.next()).toEqual(renewed)
    await gateway.ports.revoked.revoke(['s1'])
    gateway.publish({ id: 'j1', version: 2, status: 'BUSY' })
    expect(await raw.next()).toEqual(event(2))
    await gateway.ports.revoked.revoke(['s2'])
    expect(await raw.closed).toBe(4403)
  })
})

describe('a newer token', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['of another user', () => authorizationOf({ ...ada, id: 'bob', username: 'bob' })],
    ['with other rights', () => authorizationOf({ ...ada, role: 'ADMIN' })],
    ['that is forged', async () => 'Bearer a.b.c'],
    ['that is no text', async () => 7],
    [
      'of a session that was ended',
      async () => {
        await gateway.ports.revoked.revoke(['s9'])
        return authorizationOf({ ...ada, sessionId: 's9' })
      },
    ],
  ])('%s closes the connection with 4403', async (_, make) => {
    const raw = await watching(await authorizationOf())
    await raw.next()
    raw.send({ type: 'ping', payload: { authorization: await make() } })
    expect(await raw.closed).toBe(4403)
  })

  it('is not looked at beyond the rate limit, and the connection goes on', async () => {
    await gateway.close()
    gateway = await startTestGateway({ RATE_LIMIT: '3' })
    const raw = await RawSocket.connect(gateway.url, { authorization: await authorizationOf() })
    const authorization = await authorizationOf({ ...ada, sessionId: 's2' })
    for (let n = 0; n < 3; n += 1) {
      raw.send({ type: 'ping', payload: { authorization } })
      expect(await raw.next()).toEqual(renewed)
    }
    raw.send({ type: 'ping', payload: { authorization: 'Bearer a.b.c' } })
    const payload = { code: 'TOKEN_NOT_RENEWED', reason: 'RATE_LIMITED', retryAfter: expect.any(Number) }
    expect(await raw.next()).toEqual({ type: 'pong', payload })
    raw.send({ type: 'ping', payload: { at: 7 } })
    expect(await raw.next()).toEqual({ type: 'pong', payload: { at: 7 } })
    raw.subscribe('1', '{ me }')
    expect(await raw.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    })
  })

  it.each(['authorization', 'Authorization'])('is taken within headers, too, as %s', async name => {
    const raw = await watching(await authorizationOf())
    await raw.next()
    raw.send({ type: 'ping', payload: { headers: { [name]: await authorizationOf({ ...ada, sessionId: 's2' }) } } })
    expect(await raw.next()).toEqual(renewed)
    raw.send({ type: 'ping', payload: { headers: 'none of ours' } })
    expect(await raw.next()).toEqual({ type: 'pong', payload: { headers: 'none of ours' } })
    raw.socket.terminate()
  })

  it('does not make an anonymous connection somebody', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.send({ type: 'ping', payload: { authorization: await authorizationOf() } })
    expect(await raw.closed).toBe(4403)
  })
})

describe('the subscriptions of a connection with a newer token', () => {
  it('go on in its name without a gap and with nothing twice, also towards other subgraphs', async () => {
    const raw = await watching(await authorizationOf())
    expect(await raw.next()).toEqual(event(1))
    gateway.ports.clock.advance(1_000)
    const authorization = await authorizationOf()
    raw.send({ type: 'ping', payload: { authorization } })
    expect(await raw.next()).toEqual(renewed)
    gateway.publish({ id: 'j1', version: 2, status: 'BUSY' })
    expect(await raw.next()).toEqual(event(2))
    await waitUntil(() => expect(gateway.servers.jobs.subscribes).toHaveLength(2))
    expect(gateway.servers.jobs.subscribes[1]?.extensions).toMatchObject({ authorization })
    await waitUntil(() => expect(gateway.open()).toBe(1))
    gateway.publish({ id: 'j1', version: 3, status: 'DONE' })
    expect(await raw.next()).toEqual(event(3))
    expect(gateway.servers.people.requests.at(-1)?.authorization).toBe(authorization)
    raw.socket.terminate()
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('miss nothing of a stream that does not begin with what is now', async () => {
    const raw = await watching(await authorizationOf(), 'subscription { ticks }')
    await waitUntil(() => expect(gateway.open()).toBe(1))
    gateway.ports.clock.advance(1_000)
    raw.send({ type: 'ping', payload: { authorization: await authorizationOf() } })
    expect(await raw.next()).toEqual(renewed)
    const seen: number[] = []
    for (let n = 1; n <= 20; n += 1) {
      gateway.tick(n)
      while (seen.at(-1) !== n) seen.push((await raw.next()).payload.data.ticks)
    }
    expect([...new Set(seen)]).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    await waitUntil(() => expect(gateway.open()).toBe(1))
    raw.socket.terminate()
  })
})
