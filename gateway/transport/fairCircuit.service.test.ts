import {
  hangs,
  type MisbehavingServer,
  pours,
  says,
  startMisbehavingServer,
} from '@atelier/testkit/gateway/misbehavingServer.ts'
import { type GatewayResponse, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>> | undefined
let faultyServer: MisbehavingServer | undefined
afterEach(async () => {
  await gateway?.close()
  await faultyServer?.close()
})

async function start(env: Record<string, string> = {}) {
  const opened = await startMisbehavingServer(() => gateway?.servers.people.url ?? '')
  const started = await startTestGateway({
    SUBGRAPH_URLS: `people=${opened.url}`,
    SUBGRAPH_RETRIES: '0',
    SUBGRAPH_TIMEOUTS: 'people=300',
    TRUSTED_PROXIES: 'loopback',
    ...env,
  })
  faultyServer = opened
  gateway = started
  const askFrom =
    (address: string, token?: string): (() => Promise<GatewayResponse>) =>
    () =>
      started.post('{ person(id: "ada") { name } }', {
        headers: { 'x-forwarded-for': address, ...(token && { authorization: `Bearer ${token}` }) },
      })
  return { gateway: started, faultyServer: opened, askFrom }
}

const UNAVAILABLE = [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]

describe('a subgraph that fails at what one caller asks', () => {
  it.each([
    ['too slow', hangs, {}],
    ['too long', pours(100e6, { length: 'untold' }), { SUBGRAPH_RESPONSE_LIMIT_BYTES: '100000' }],
    ['not GraphQL', says(200, '<html>Welcome</html>'), {}],
    ['an error of its own', says(500, '{"errors":[{"message":"no database"}]}'), {}],
  ])('is left alone by that caller only: %s', async (_, misbehaviour, env) => {
    const { faultyServer, askFrom } = await start(env)
    const [ada, bob] = [askFrom('10.0.0.1'), askFrom('10.0.0.2')]
    faultyServer.behave(misbehaviour)
    for (let n = 1; n <= 5; n++) expect(await ada()).toMatchObject({ data: { person: null } })
    expect(faultyServer.requests()).toBe(3)
    faultyServer.behave()
    expect(await bob()).toMatchObject({ data: { person: { name: 'Ada' } }, errors: [] })
    expect((await ada()).errors).toMatchObject(UNAVAILABLE)
  })

  it('is not left alone by all as one address has many users', async () => {
    const { gateway, faultyServer, askFrom } = await start()
    faultyServer.behave(hangs)
    const tokens = await Promise.all(Array.from({ length: 12 }, () => gateway.ports.tokenOf()))
    await Promise.all(tokens.map(({ token }) => askFrom('10.0.0.1', token)()))
    faultyServer.behave()
    expect((await askFrom('10.0.0.2')()).errors).toEqual([])
    expect((await askFrom('10.0.0.1')()).errors).toEqual([])
    expect((await gateway.service.health.readiness()).checks.subgraphs).toBe('ok')
  })
})

it('a subgraph that is too slow for callers from several addresses is left alone by all', async () => {
  const { faultyServer, askFrom } = await start()
  faultyServer.behave(hangs)
  for (const n of [1, 2, 3]) await askFrom(`10.0.0.${n}`)()
  faultyServer.behave()
  expect((await askFrom('10.0.0.4')()).errors).toMatchObject(UNAVAILABLE)
  expect(faultyServer.requests()).toBe(3)
})
