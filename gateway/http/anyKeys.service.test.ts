import { scalarResolvers } from '@atelier/platform/graphql/scalars.ts'
import { serveSubgraph } from '@atelier/platform/graphql/subgraphServer.ts'
import { createHealth } from '@atelier/platform/health/health.ts'
import { createHttpServer, listen } from '@atelier/platform/http/httpServer.ts'
import { createMetrics } from '@atelier/platform/metrics/metrics.ts'
import { composeForTest, subgraphSchema, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { type Params, transports } from '@atelier/testkit/gateway/transports.ts'
import { createTestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { createClient as createSseClient } from 'graphql-sse'
import { meros } from 'meros/browser'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

interface Boxed {
  id: string
  value?: unknown
}

/** Services as ours are, that give back the JSON that they are given. */
const boxes: TestSubgraph = {
  name: 'boxes',
  typeDefs: `
    scalar JSON
    input Holder { value: JSON most: Int }
    type Query { echo(value: JSON, holder: Holder): JSON box(value: JSON): Box }
    type Mutation { put(value: JSON): JSON }
    type Subscription { echoes(value: JSON): JSON }
    type Box @key(fields: "id") { id: ID! value: JSON }`,
  resolvers: {
    JSON: scalarResolvers.JSON,
    Query: {
      echo: (_: unknown, { value, holder }: { value?: unknown; holder?: { value?: unknown } }) =>
        value ?? holder?.value,
      box: (_: unknown, { value }: { value?: unknown }): Boxed => ({ id: 'b1', value }),
    },
    Mutation: { put: (_: unknown, { value }: { value?: unknown }) => value },
    Subscription: {
      echoes: {
        async *subscribe(_: unknown, { value }: { value?: unknown }) {
          yield { echoes: value }
        },
      },
    },
  },
}

const labels: TestSubgraph = {
  name: 'labels',
  typeDefs: `
    scalar JSON
    type Box @key(fields: "id") { id: ID! value: JSON @external label: JSON @requires(fields: "value") }`,
  resolvers: {
    JSON: scalarResolvers.JSON,
    Box: { __resolveReference: (box: Boxed) => box, label: ({ value }: Boxed) => value },
  },
}

const gatewaySecret = 'the secret of the gateway of these tests'

const opened = new AsyncDisposableStack()
let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeAll(async () => {
  const ports = await createTestPorts()
  opened.defer(() => ports.close())
  const serve = async (subgraph: TestSubgraph) => {
    const http = createHttpServer({
      ...ports.http,
      log: ports.log,
      metrics: createMetrics({ service: subgraph.name }),
      health: createHealth(),
    })
    const schema = subgraphSchema(subgraph)
    const stop = await serveSubgraph({ ...ports, gatewaySecret, http, schema, createContext: caller => ({ caller }) })
    opened.defer(() => http.close())
    opened.defer(() => stop())
    return `${await listen(http, { host: '127.0.0.1', port: 0 })}/graphql`
  }
  const urls = new Map([
    [boxes.name, await serve(boxes)],
    [labels.name, await serve(labels)],
  ])
  gateway = await startTestGateway()
  opened.defer(() => gateway.close())
  gateway.replaceSupergraph(composeForTest([boxes, labels], name => urls.get(name) ?? ''))
  await waitUntil(async () => expect((await gateway.post('{ echo(value: 1) }')).data).toEqual({ echo: 1 }))
})
afterAll(() => opened.disposeAsync())

/** What every object inherits. */
const inherited = Object.entries(Object.getOwnPropertyDescriptors(Object.prototype))
afterEach(() => {
  expect(Object.entries(Object.getOwnPropertyDescriptors(Object.prototype))).toEqual(inherited)
  for (const one of [{}, [], '', () => {}] as object[]) {
    expect([Reflect.get(Object(one), 'x'), Reflect.get(Object(one), 'polluted')]).toEqual([undefined, undefined])
  }
})

/** JSON texts, as object literals in code have another meaning. */
const texts = [
  '{"__proto__":{"x":1}}',
  '{"__proto__":null}',
  '{"__proto__":7}',
  '{"__proto__":{"__proto__":{"polluted":true}}}',
  '{"constructor":{"prototype":1}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"constructor":1,"prototype":2,"toString":3,"hasOwnProperty":4,"__defineGetter__":5,"toJSON":6,"then":7}',
  '[{"a":[{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}]}]',
  '{"\\u005f_proto__":{"x":1}}',
]

/** JSON keeps the order and the own properties that equality of objects overlooks. */
const sameJson = (value: unknown, text: string) => expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)))

const params = (query: string, text: string, name = 'v'): Params => ({
  query,
  variables: JSON.parse(`{"${name}":${text}}`) as object,
})

const ECHO = 'query ($v: JSON) { echo(value: $v) }'

describe.each(Object.entries(transports))('JSON with the names of prototypes by %s', (_, ask) => {
  it.each(texts)('comes back from a subgraph as it was sent: %s', async text => {
    const { data, errors } = await ask(gateway, params(ECHO, text))
    expect(errors).toBeUndefined()
    sameJson(data.echo, text)
  })

  it.each(texts)('is required of one subgraph for another as it was sent: %s', async text => {
    const answer = await ask(gateway, params('query ($v: JSON) { box(value: $v) { label value } }', text))
    expect(answer.errors).toBeUndefined()
    sameJson(answer.data.box, `{"label":${text},"value":${text}}`)
  })

  it.each(texts)('is a value within an input object: %s', async text => {
    const query = 'query ($h: Holder) { echo(holder: $h) }'
    const { data, errors } = await ask(gateway, params(query, `{"value":${text}}`, 'h'))
    expect(errors).toBeUndefined()
    sameJson(data.echo, text)
  })

  it.each(['__proto__', 'constructor', 'toString', 'prototype', 'hasOwnProperty'])(
    'is an unknown field of an input object like any other: %s',
    async name => {
      const text = `{"${name}":{"prototype":{"most":1}}}`
      const { data, errors } = await ask(gateway, params('query ($h: Holder) { echo(holder: $h) }', text, 'h'))
      expect(data).toBeUndefined()
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
      expect(errors?.[0]?.message).toContain(`Field "${name}" is not defined by type "Holder"`)
    },
  )

  it.each(['__proto__', 'constructor', 'toString'])('is the name of a variable: %s', async name => {
    const query = `query ($${name}: JSON) { echo(value: $${name}) }`
    const { data, errors } = await ask(gateway, params(query, '{"x":1}', name))
    expect(errors).toBeUndefined()
    expect(data.echo).toEqual({ x: 1 })
  })

  it.each(['__proto__', 'constructor', 'toString'])('is a variable that was not given: %s', async name => {
    const { data, errors } = await ask(gateway, { query: `query ($${name}: JSON) { echo(value: $${name}) }` })
    expect({ data, errors }).toEqual({ data: { echo: null }, errors: undefined })
  })

  it('is in a variable that nobody declares, or names one', async () => {
    const variables = JSON.parse('{"v":1,"__proto__":{"v":2},"constructor":{"prototype":{"v":3}}}') as object
    expect((await ask(gateway, { query: ECHO, variables })).data).toEqual({ echo: 1 })
    const without = JSON.parse('{"__proto__":{"v":2}}') as object
    expect((await ask(gateway, { query: ECHO, variables: without })).data).toEqual({ echo: null })
  })

  it('is in the extensions and in the request, where it gives nothing', async () => {
    const evil = `{"query":"mutation { put(value: 2) }","variables":{"v":2},"persistedQuery":{"version":1},"x":1}`
    const whole = JSON.parse(
      `{"query":${JSON.stringify(ECHO)},"variables":{"v":1},"__proto__":${evil},"constructor":{"prototype":${evil}},
        "extensions":{"__proto__":${evil},"constructor":{"prototype":${evil}}}}`,
    ) as Params
    const { data, errors } = await ask(gateway, whole)
    expect({ data, errors }).toEqual({ data: { echo: 1 }, errors: undefined })
  })

  it.each(texts.filter(text => !/\\/.test(text)))('is a literal of the document, or a default: %s', async text => {
    const literal = text.replace(/"(\w+)":/g, '$1:')
    const written = await ask(gateway, { query: `{ echo(value: ${literal}) }` })
    expect(written.errors).toBeUndefined()
    sameJson(written.data.echo, text)
    const byDefault = await ask(gateway, { query: `query ($v: JSON = ${literal}) { echo(value: $v) }` })
    sameJson(byDefault.data.echo, text)
  })
})

describe('a subscription to JSON with the names of prototypes', () => {
  const query = 'subscription ($v: JSON) { echoes(value: $v) }'

  it.each(texts)('is served over every stream: %s', async text => {
    const asked = { query, variables: JSON.parse(`{"v":${text}}`) }
    const { value: overWebSocket } = await gateway.connect().iterate<{ echoes: unknown }>(asked).next()
    sameJson(overWebSocket?.data?.echoes, text)

    const sse = createSseClient({ url: `${gateway.url}/graphql`, retryAttempts: 0 })
    const { value: overSse } = await sse.iterate<{ echoes: unknown }>(asked).next()
    sameJson(overSse?.data?.echoes, text)
    sse.dispose()

    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed;subscriptionSpec=1.0' },
      body: JSON.stringify(asked),
    })
    const parts = await meros<{ payload?: { data?: { echoes: unknown } } }>(response)
    if (!(Symbol.asyncIterator in parts)) throw new Error('not multipart')
    const bodies = (await Array.fromAsync(parts)).flatMap(part => (part.json && part.body.payload) || [])
    sameJson(bodies[0]?.data?.echoes, text)
  })
})

it('a body that is no JSON is still refused', async () => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: '{"__proto__":' })
  expect(response.status).toBe(400)
  expect(JSON.stringify(await response.json())).toContain('BAD_REQUEST')
})
