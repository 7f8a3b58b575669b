import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTestPorts, type TestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { shield } from 'graphql-shield'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GATEWAY_SECRET_HEADER } from '../auth/gatewaySecret.ts'
import { createHealth } from '../health/health.ts'
import { createHttpServer, listen } from '../http/httpServer.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import { scalarResolvers } from './scalars.ts'
import type { BaseContext } from './subgraphOptions.ts'
import { createSubgraphSchema } from './subgraphSchema.ts'
import { serveSubgraph } from './subgraphServer.ts'

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar JSON
  type Thing { id: ID! text: String! mark: JSON fault: String }
  type Query { things(count: Int!): [Thing!]! }
`
const TEXT = `"${'🦋x'.repeat(4_000)}`
/** Its answer has much more bytes than the system keeps for a connection on both sides. */
const MANY = 1_200
const QUERY = 'query ($count: Int!) { things(count: $count) { id text mark } }'

const things = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id: String(id), text: TEXT, mark: { of: id } }))

/** What was answered: whether its asker was told to be gone, and something that its result holds. */
let answers: { signal: AbortSignal; mark: WeakRef<object> | undefined }[]
const resolvers = {
  JSON: scalarResolvers.JSON,
  Query: {
    things(_: unknown, { count }: { count: number }, context: BaseContext) {
      const given = things(count)
      answers.push({ signal: context.caller.signal, mark: given[0] && new WeakRef(given[0].mark) })
      return given
    },
  },
  Thing: {
    fault() {
      throw new Error('connection string of the database')
    },
  },
}

let ports: TestPorts
let metrics: Metrics
let http: ReturnType<typeof createHttpServer>
let url: string
let agent: Agent
let close: () => Promise<void>

beforeEach(async () => {
  answers = []
  agent = new Agent({ keepAlive: true })
  ports = await createTestPorts()
  metrics = createMetrics({ service: 'test' })
  http = createHttpServer({ ...ports.http, log: ports.log, metrics, health: createHealth() })
  const stop = await serveSubgraph({
    ...ports,
    http,
    schema: createSubgraphSchema({ typeDefs, resolvers, permissions: shield({}, { allowExternalErrors: true }) }),
    createContext: caller => ({ caller }),
  })
  url = await listen(http, { host: '127.0.0.1', port: 0 })
  let closed: Promise<void> | undefined
  close = () => {
    closed ??= stop().then(() => http.close())
    return closed
  }
})
afterEach(async () => {
  agent.destroy()
  await close()
  await ports.close()
})

/** Asks for many things. @returns the answer once its head has come, of which nobody has read more. */
async function ask(count: number, query = QUERY): Promise<IncomingMessage> {
  const asked = request(`${url}/graphql`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', [GATEWAY_SECRET_HEADER]: ports.gatewaySecret },
  })
  asked.on('error', () => {})
  asked.end(JSON.stringify({ query, variables: { count } }))
  const [response] = await once(asked, 'response')
  response.on('error', () => {})
  return response
}

/** The most bytes that waited for the clients while the server had time to write more. */
async function mostUnsent(): Promise<number> {
  let most = 0
  for (let turn = 0; turn < 200; turn++) {
    most = Math.max(most, http.connections.unsentBytes)
    await setImmediate()
  }
  return most
}

describe('large answers of a subgraph', () => {
  it('wait as results while nobody reads them, and come whole once somebody does', async () => {
    const responses = await Promise.all(Array.from({ length: 4 }, () => ask(MANY)))
    await waitUntil(() => expect(http.connections.unsentBytes).toBeGreaterThan(0))
    expect(await mostUnsent()).toBeLessThan(responses.length * 400_000)

    const expected = JSON.stringify({ data: { things: things(MANY) } })
    for (const response of responses) {
      expect(response.statusCode).toBe(200)
      expect(response.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'transfer-encoding': 'chunked',
      })
      expect((await text(response)) === expected).toBe(true)
    }
    expect(http.connections.unsentBytes).toBe(0)
  })

  it('come whole with their errors, masked', async () => {
    const response = await ask(2_000, 'query ($count: Int!) { things(count: $count) { id fault } }')
    const whole = await text(response)
    expect(whole).not.toContain('connection string')
    const { data, errors } = JSON.parse(whole)
    expect(data.things).toHaveLength(2_000)
    expect(errors[1_999]).toMatchObject({
      path: ['things', 1_999, 'fault'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    })
  })

  it('leave the connection open for the next request', async () => {
    for (const count of [50, 1, 50, 1]) {
      const response = await ask(count)
      expect(JSON.parse(await text(response)).data.things).toHaveLength(count)
      const isLarge = count > 1
      expect(response.headers['content-length'] === undefined).toBe(isLarge)
    }
    expect(http.connections.size).toBe(1)
  })

  it('are let go of when the connection is closed in the middle, and count as answered', async () => {
    await (await ask(MANY)).destroy()
    await waitUntil(() => expect(http.connections.size).toBe(0))
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc')
    await waitUntil(() => {
      collectGarbage()
      // An assertion that fails on the object itself would keep it.
      expect(answers[0]?.mark?.deref() === undefined).toBe(true)
    })
    expect(answers[0]?.signal.aborted).toBe(false)
  })

  it('that nobody reads do not keep the process from ending', async () => {
    await ask(MANY)
    await close()
    const closing = { reason: 'closing', service: 'test' }
    expect(await metricValue(metrics.registry, 'http_connections_cut_off_total', closing)).toBe(1)
  })
})
