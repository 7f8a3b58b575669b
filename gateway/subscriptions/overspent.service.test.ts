import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway({
    RATE_LIMIT_CPU_MS: '500',
    RATE_LIMIT_WINDOW_MS: '3600000',
    TRUSTED_PROXIES: 'loopback',
    MAX_CONNECTIONS_PER_CALLER: '0',
  })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => gateway.close())

const times = (count: number) => Array.from({ length: count }, (_, n) => n)
const DEAR = `subscription { jobUpdated(id: "j1") { version ${times(90).map(n => `s${n}: status`)} } }`
const REFUSED = { code: 'RATE_LIMITED', retryAfter: expect.any(Number) }

/** Publishes states until one caller's subscription has ended, each when the other's has come. */
async function publishUntil(isOver: () => boolean): Promise<void> {
  const headers = { authorization: `Bearer ${(await gateway.ports.tokenOf()).token}` }
  await using other = new Results(gateway.connect(headers), {
    query: 'subscription { jobUpdated(id: "j1") { version } }',
  })
  await other.next()
  for (let version = 2; !isOver(); version += 1) {
    gateway.publish({ id: 'j1', version, status: 'x'.repeat(100_000) })
    while ((await other.next()).data.jobUpdated.version < version);
  }
}

describe('a caller whose events took far more time than they may', () => {
  it('has its subscriptions on WebSockets ended and told when to try again, while those of others go on', async () => {
    const raw = await RawSocket.connect(gateway.url)
    raw.subscribe('1', DEAR)
    let end: unknown
    const reading = (async () => {
      for (;;) {
        const { type, payload } = await raw.next()
        if (type === 'complete') return
        if (payload.errors) end = payload.errors[0].extensions
      }
    })()
    await publishUntil(() => end !== undefined)
    await reading
    expect(end).toEqual(REFUSED)
    raw.subscribe('2', DEAR)
    expect((await raw.next()).payload[0].extensions).toEqual(REFUSED)
    raw.socket.terminate()
  })

  it('has its streams ended so, too', async () => {
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
    const body = JSON.stringify({ query: DEAR })
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })
    let text = ''
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString().replaceAll(/x{9,}/g, '')
    })()
    await publishUntil(() => text.includes('event: complete'))
    await reading
    expect(text).toContain('"code":"RATE_LIMITED","retryAfter":')
  })
})
