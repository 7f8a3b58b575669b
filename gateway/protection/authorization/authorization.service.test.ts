import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { type SubgraphServer, startSubgraph } from '@atelier/testkit/gateway/subgraphServer.ts'
import { createTestPorts, type TestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { createClient } from 'graphql-ws'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { gatewayEnvironment } from '../../config.ts'
import { createGateway } from '../../gateway.ts'

const desk = {
  name: 'desk',
  typeDefs: `
    type Query { open: String shut: String @authenticated safe: Int @requiresScopes(scopes: [["read:safe"]]) till: Int @policy(policies: [["cashier"]]) }
    type Subscription { bell: Int! @authenticated clock: Time! }
    type Time { hour: Int minute: Int @requiresScopes(scopes: [["read:minute"]]) }`,
  resolvers: {
    Query: { open: () => 'open', shut: () => 'shut', safe: () => 7, till: () => 3 },
    Subscription: {
      bell: { subscribe: () => events({ bell: 1 }) },
      clock: { subscribe: () => events({ clock: { hour: 9, minute: 30 } }) },
    },
  },
}

async function* events(...values: object[]) {
  yield* values
}

let ports: TestPorts
let subgraph: SubgraphServer
let close: () => Promise<void>
let url: string
beforeEach(async () => {
  ports = await createTestPorts()
  subgraph = await startSubgraph(desk)
  close = async () => {}
})
afterEach(async () => {
  await close()
  await subgraph.close()
  await ports.close()
})

async function open(env: Record<string, string> = {}) {
  const sdl = composeForTest([desk], () => subgraph.url)
  const gateway = await createGateway({
    config: loadConfig(gatewayEnvironment, { GATEWAY_SECRET: 'the secret of the gateway of these tests', ...env }),
    log: createLogger({ name: 'test', level: 'silent' }),
    clock: ports.clock,
    verifier: ports.verifier,
    source: { read: async () => sdl, watch: () => () => {} },
    policies: (policies, caller) =>
      policies.filter(name => name === 'cashier' && caller?.verified?.viewer.role === 'ADMIN'),
  })
  url = await gateway.listen({ host: '127.0.0.1', port: 0 })
  close = () => gateway.close()
}

const tokenWith = (claims: object = {}) =>
  new SignJWT({ name: 'ada', role: 'USER', sid: 's1', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: ports.keys.publicJwk.kid })
    .setSubject('u1')
    .setIssuer('atelier')
    .setAudience('atelier')
    .setExpirationTime('1h')
    .sign(ports.keys.privateKey)

async function post(query: string, token?: string, accept = 'application/json') {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  })
  const text = await response.text()
  return { status: response.status, text, ...(accept === 'application/json' ? JSON.parse(text) : {}) }
}

async function overWebSocket(query: string, token?: string) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: token ? { authorization: `Bearer ${token}` } : {},
    retryAttempts: 0,
  })
  try {
    const { value } = await client.iterate({ query }).next()
    return value
  } finally {
    await client.dispose()
  }
}

const refusal = (...path: string[]) => ({
  message: 'Unauthorized field or type',
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
})

describe('fields that a caller may not have', () => {
  const query = '{ open shut safe till }'

  it('are told over HTTP, in an answer that is a success otherwise', async () => {
    await open()
    const { status, data, errors } = await post(query)
    expect({ status, data }).toEqual({ status: 200, data: { open: 'open', shut: null, safe: null, till: null } })
    expect(errors).toEqual([refusal('shut'), refusal('safe'), refusal('till')])
  })

  it('are answered by what the token grants', async () => {
    await open()
    expect((await post(query, await tokenWith())).data).toEqual({ open: 'open', shut: 'shut', safe: null, till: null })
    const scoped = await tokenWith({ scope: 'write:safe read:safe' })
    expect((await post(query, scoped)).data).toEqual({ open: 'open', shut: 'shut', safe: 7, till: null })
    expect((await post(query, await tokenWith({ role: 'ADMIN' }))).data.till).toBe(3)
  })

  it('are kept back over a WebSocket and in a stream as well', async () => {
    await open()
    expect(await overWebSocket(query)).toMatchObject({ data: { open: 'open', shut: null } })
    expect((await post(query, undefined, 'text/event-stream')).text).toMatch(/"open":"open","shut":null/)
    expect(await overWebSocket(query, await tokenWith())).toMatchObject({ data: { open: 'open', shut: 'shut' } })
  })

  it('refuse the whole operation where that is wanted', async () => {
    await open({ AUTHORIZATION: 'reject' })
    const { data, errors } = await post('{ open shut }')
    expect(data ?? null).toBeNull()
    expect(errors).toEqual([refusal('shut')])
    expect(subgraph.requests).toEqual([])
  })

  it('are fields for everybody where authorization is off', async () => {
    await open({ AUTHORIZATION: 'off' })
    expect((await post(query)).data).toEqual({ open: 'open', shut: 'shut', safe: 7, till: 3 })
  })

  it('stay closed where authentication is off, as nobody is known there', async () => {
    await open({ AUTH: 'off' })
    const token = await tokenWith({ scope: 'read:safe' })
    expect((await post(query, token)).data).toEqual({ open: 'open', shut: null, safe: null, till: null })
  })
})

describe('a subscription', () => {
  it('that the caller may not have never reaches the subgraph', async () => {
    await open()
    expect(await overWebSocket('subscription { bell }')).toMatchObject({ errors: [refusal('bell')] })
    expect(subgraph.subscribes).toEqual([])
    expect((await post('subscription { bell }', undefined, 'text/event-stream')).text).toMatch(
      /UNAUTHORIZED_FIELD_OR_TYPE/,
    )
    expect(subgraph.subscribes).toEqual([])
    expect(await overWebSocket('subscription { bell }', await tokenWith())).toEqual({ data: { bell: 1 } })
  })

  it('lacks what the caller may not have in each event', async () => {
    await open()
    const query = 'subscription { clock { hour minute } }'
    expect(await overWebSocket(query)).toMatchObject({
      data: { clock: { hour: 9, minute: null } },
      errors: [refusal('clock', 'minute')],
    })
    expect(subgraph.subscribes[0]?.query).not.toContain('minute')
    expect(await overWebSocket(query, await tokenWith({ scope: 'read:minute' }))).toEqual({
      data: { clock: { hour: 9, minute: 30 } },
    })
  })
})
