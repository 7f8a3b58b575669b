import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  hangs,
  hangsUp,
  type MisbehavingServer,
  says,
  startMisbehavingServer,
} from '@atelier/testkit/gateway/misbehavingServer.ts'
import { createTestClock, type TestClock } from '@atelier/testkit/platform/testPorts.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createLogger } from '../log/logger.ts'
import { continueTrace } from '../tracing/traceContext.ts'
import { type SubgraphCaller, SubgraphClient, type SubgraphClientOptions } from './subgraphClient.ts'

const PERSON = { document: 'query ($id: ID!) { person(id: $id) }', data: z.object({ person: z.string().nullable() }) }

const callerNamed = (id: string, clientAddress = '192.0.2.1'): SubgraphCaller => ({
  viewer: { id, username: id, role: 'USER', sessionId: id },
  authorization: `Bearer ${id}`,
  clientAddress,
  trace: continueTrace(undefined),
})
const ada = callerNamed('ada')
const bob = callerNamed('bob', '192.0.2.2')

const answersWith = (response: unknown, status = 200) => says(status, JSON.stringify(response))
const withError = (code: string) => answersWith({ data: null, errors: [{ message: 'no', extensions: { code } }] })

let server: MisbehavingServer
let clock: TestClock
let clients: SubgraphClient[]
beforeEach(async () => {
  server = await startMisbehavingServer(() => server.url)
  server.behave(answersWith({ data: { person: 'Ada' } }))
  clock = createTestClock()
  clients = []
})
afterEach(async () => {
  await server.close()
  for (const client of clients) await client.close()
})

function clientWith(options: Partial<SubgraphClientOptions> = {}): SubgraphClient {
  const client = new SubgraphClient({
    name: 'people',
    url: () => server.url,
    gatewaySecret: 'a secret of the tests',
    timeoutMs: 30_000,
    breakMs: 10_000,
    clock,
    log: createLogger({ name: 'test', level: 'silent' }),
    ...options,
  })
  clients.push(client)
  return client
}

const askFor = (client: SubgraphClient, caller = ada) => client.query(caller, PERSON, { id: '1' })

const UNAVAILABLE = {
  message: 'people did not answer. Try again.',
  extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'people' },
}

describe('a request to another subgraph', () => {
  let headers: IncomingHttpHeaders
  let body: unknown
  beforeEach(() => {
    server.behave(async (response, request) => {
      headers = request.headers
      body = JSON.parse(await text(request))
      answersWith({ data: { person: 'Ada' } })(response, request)
    })
  })

  it('sends the operation and resolves with its data', async () => {
    expect(await askFor(clientWith())).toEqual({ person: 'Ada' })
    expect(body).toEqual({ query: PERSON.document, variables: { id: '1' } })
  })

  it("carries the gateway's secret, the caller's token and their trace", async () => {
    await askFor(clientWith())
    expect(headers).toMatchObject({ 'x-atelier-gateway': 'a secret of the tests', authorization: 'Bearer ada' })
    expect(headers.traceparent).toContain(ada.trace.traceId)
  })

  it('carries no token for an anonymous caller', async () => {
    await askFor(clientWith(), { ...ada, viewer: null, authorization: null })
    expect(headers).not.toHaveProperty('authorization')
  })

  it('goes to a fixed address as well', async () => {
    expect(await askFor(clientWith({ url: server.url }))).toEqual({ person: 'Ada' })
  })
})

describe('a request that fails', () => {
  it.each([
    ['a response that is no JSON', says(200, '<html></html>')],
    ['a response that is no GraphQL', answersWith([1])],
    ['data of another shape', answersWith({ data: { person: 7 } })],
    ['no data', answersWith({ data: null })],
    ['an error', withError('INTERNAL_SERVER_ERROR')],
    ['an error beside data', answersWith({ data: { person: 'Ada' }, errors: [{ message: 'no' }] })],
    ['status 503', says(503, '')],
    ['a connection that breaks', hangsUp],
  ])('is SUBGRAPH_UNAVAILABLE after %s', async (_, behaviour) => {
    server.behave(behaviour)
    await expect(askFor(clientWith())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('is SUBGRAPH_UNAVAILABLE when there is no response in time', async () => {
    server.behave(hangs)
    await expect(askFor(clientWith({ timeoutMs: 50 }))).rejects.toMatchObject(UNAVAILABLE)
  })

  it('is SUBGRAPH_UNAVAILABLE when nobody listens', async () => {
    await server.kill()
    await expect(askFor(clientWith())).rejects.toMatchObject(UNAVAILABLE)
  })

  it('is UNAUTHENTICATED when the subgraph says so', async () => {
    server.behave(withError('UNAUTHENTICATED'))
    await expect(askFor(clientWith())).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
  })

  it('is logged with its reason and trace', async () => {
    const { logger, lines } = captureLog({ level: 'warn' })
    server.behave(withError('INTERNAL_SERVER_ERROR'))
    await expect(askFor(clientWith({ log: logger }))).rejects.toThrow()
    expect(lines).toMatchObject([{ msg: 'subgraph request failed', serviceName: 'people', traceId: ada.trace.traceId }])
  })
})

describe('the circuit', () => {
  const failThreeTimes = async (client: SubgraphClient, caller = ada) => {
    for (let i = 0; i < 3; i++) await expect(askFor(client, caller)).rejects.toMatchObject(UNAVAILABLE)
  }

  it('opens for everybody when the subgraph is in trouble, and closes when it is well after the break', async () => {
    const client = clientWith()
    server.behave(says(503, ''))
    await failThreeTimes(client)
    server.behave(answersWith({ data: { person: 'Ada' } }))
    const before = server.requests()
    clock.advance(9_000)
    await expect(askFor(client, bob)).rejects.toMatchObject(UNAVAILABLE)
    expect(server.requests()).toBe(before)
    clock.advance(1_001)
    expect(await askFor(client, bob)).toEqual({ person: 'Ada' })
  })

  it('is logged when it opens, half opens and closes', async () => {
    const { logger, lines } = captureLog({ level: 'info' })
    const client = clientWith({ log: logger })
    server.behave(says(503, ''))
    await failThreeTimes(client)
    server.behave(answersWith({ data: { person: 'Ada' } }))
    clock.advance(10_001)
    for (let probe = 0; probe < 10; probe++) await askFor(client)
    expect(lines.filter(({ msg }) => msg !== 'subgraph request failed')).toMatchObject([
      { level: 40, serviceName: 'people', msg: 'circuit opened' },
      { level: 30, serviceName: 'people', msg: 'circuit half open' },
      { level: 30, serviceName: 'people', msg: 'circuit closed' },
    ])
  })

  it('opens for one caller alone whose requests take too long', async () => {
    const client = clientWith({ timeoutMs: 50 })
    server.behave(hangs)
    await failThreeTimes(client)
    const patient = server.requests()
    await expect(askFor(client)).rejects.toMatchObject(UNAVAILABLE)
    expect(server.requests()).toBe(patient)
    server.behave(answersWith({ data: { person: 'Ada' } }))
    await expect(askFor(client, bob)).resolves.toEqual({ person: 'Ada' })
  })

  it('stays closed when tokens are rejected', async () => {
    const client = clientWith()
    server.behave(withError('UNAUTHENTICATED'))
    for (let i = 0; i < 5; i++) await expect(askFor(client)).rejects.toMatchObject({ message: 'Sign in to do this.' })
    expect(server.requests()).toBe(5)
  })
})

it('lets a request under way finish before it closes', async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  server.behave(async (response, request) => {
    arrive()
    await released
    answersWith({ data: { person: 'Ada' } })(response, request)
  })
  const client = clientWith()
  clients.pop()
  const asked = askFor(client)
  await arrived
  const closed = client.close()
  release()
  expect(await asked).toEqual({ person: 'Ada' })
  await closed
})
