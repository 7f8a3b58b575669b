import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { type SubgraphServer, startSubgraph } from '@atelier/testkit/gateway/subgraphServer.ts'
import { startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { createTestPorts, type TestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { RawSocket } from '@atelier/testkit/support/rawSocket.ts'
import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayEnvironment } from '../config.ts'
import { createGateway } from '../gateway.ts'

/** What must stay inside: words of databases, places, stacks. */
const SECRETS = /hunter2|SELECT|ER_DUP|\.ts\b|node_modules|10\.1\.2\.3|127\.0\.0\.1|localhost|ECONN|stacktrace/

const leaky = {
  name: 'leaky',
  typeDefs: 'type Query { fails(how: String!): String gone: String } type Subscription { fails(how: String!): String }',
  resolvers: {
    Query: { fails: (_: unknown, { how }: { how: string }) => fail(how), gone: () => 'here' },
    Subscription: { fails: { subscribe: (_: unknown, { how }: { how: string }) => fail(how) } },
  },
}

function fail(how: string): never {
  const sql = 'ER_DUP_ENTRY: SELECT password FROM users at 10.1.2.3:3306'
  if (how === 'thrown') throw new Error(sql)
  const code = how === 'coded' ? 'RATE_LIMITED' : how
  throw new GraphQLError(how === 'coded' ? 'Too many tries.' : sql, {
    extensions: {
      code,
      sql,
      stacktrace: ['at db.ts:1'],
      exception: { host: '10.1.2.3' },
      http: { headers: { a: 'b' } },
    },
  })
}

let ports: TestPorts
let subgraph: SubgraphServer
let gateway: Awaited<ReturnType<typeof createGateway>>
let url: string
beforeAll(async () => {
  ports = await createTestPorts()
  subgraph = await startSubgraph(leaky)
  const sdl = composeForTest([leaky], () => subgraph.url)
  gateway = await createGateway({
    config: loadConfig(gatewayEnvironment, {
      GATEWAY_SECRET: 'the secret of the gateway of these tests',
      INTROSPECTION: 'off',
    }),
    log: createLogger({ name: 'test', level: 'silent' }),
    clock: ports.clock,
    verifier: ports.verifier,
    source: { read: async () => sdl, watch: () => () => {} },
  })
  url = await gateway.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await gateway.close()
  await subgraph.close()
  await ports.close()
})

async function send(body: string, init: RequestInit = {}) {
  const headers = { 'content-type': 'application/json', ...init.headers }
  const response = await fetch(`${url}/graphql`, { method: 'POST', ...init, headers, body })
  const text = await response.text()
  return { status: response.status, text, headers: response.headers }
}

const ask = (query: string, accept = 'application/json') => send(JSON.stringify({ query }), { headers: { accept } })

describe('an error of a subgraph', () => {
  it.each(['thrown', 'INTERNAL_SERVER_ERROR', 'GRAPHQL_VALIDATION_FAILED', 'DATABASE_DOWN', 'coded'])(
    'that is %s tells nothing of what is inside',
    async how => {
      const { text } = await ask(`{ fails(how: "${how}") }`)
      expect(JSON.parse(text).errors).toHaveLength(1)
      expect(text).not.toMatch(SECRETS)
    },
  )

  it('tells nothing over a WebSocket or in a stream either', async () => {
    const socket = await RawSocket.connect(url)
    socket.subscribe('1', '{ fails(how: "thrown") }')
    expect(JSON.stringify(await socket.next())).not.toMatch(SECRETS)
    expect(await socket.next()).toMatchObject({ type: 'complete' })
    socket.subscribe('2', 'subscription { fails(how: "thrown") }')
    const told = await socket.next()
    expect(JSON.stringify(told)).toContain('INTERNAL_SERVER_ERROR')
    expect(JSON.stringify(told)).not.toMatch(SECRETS)
    socket.socket.close()
    const { text } = await ask('subscription { fails(how: "thrown") }', 'text/event-stream')
    expect(text).toContain('INTERNAL_SERVER_ERROR')
    expect(text).not.toMatch(SECRETS)
  })

  it('that is not there names it, and no host or port', async () => {
    const gateway = await startTestGateway()
    try {
      await gateway.servers.people.close()
      const { errors } = await gateway.post('{ me }')
      expect(errors).toEqual([
        {
          message: 'people did not answer. Try again.',
          path: ['me'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'people' },
        },
      ])
    } finally {
      await gateway.close()
    }
  })
})

describe('a request that makes no sense', () => {
  it.each([
    ['half a JSON', '{"query":', 400],
    ['no JSON', 'hello <script>', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['a number for the query', '{"query":7}', 400],
    ['variables that are no object', '{"query":"{ gone }","variables":"hunter2"}', 400],
    ['a name that is no text', '{"query":"{ gone }","operationName":{"a":1}}', 400],
  ])('as %s is answered with errors alone, none of it repeated', async (_, body, status) => {
    const answer = await send(body)
    expect(answer.status).toBe(status)
    expect(Object.keys(JSON.parse(answer.text))).toEqual(['errors'])
    expect(answer.text).not.toMatch(SECRETS)
    expect(answer.text).not.toContain('<script>')
  })

  it.each(['/nothing', '/graphql/more', '/graphql%2f..%2fetc', '/.env', '/%00'])(
    'at %s is answered plainly',
    async path => {
      const response = await fetch(`${url}${path}`)
      expect([400, 404]).toContain(response.status)
      expect(await response.text()).not.toMatch(SECRETS)
    },
  )

  it('is answered by nothing that names the software', async () => {
    const { headers } = await ask('{ gone }')
    expect([headers.get('server'), headers.get('x-powered-by')]).toEqual([null, null])
  })
})

describe('with introspection off', () => {
  it.each([
    '{ __schema { queryType { name } } }',
    '{ __type(name: "Query") { name } }',
    '{ a: __schema { types { name } } }',
  ])('%s is refused over every transport', async query => {
    expect((await ask(query)).text).toContain('GRAPHQL_VALIDATION_FAILED')
    const socket = await RawSocket.connect(url)
    socket.subscribe('1', query)
    expect(await socket.next()).toMatchObject({ type: 'error' })
    socket.socket.close()
    expect((await ask(query, 'text/event-stream')).text).toContain('GRAPHQL_VALIDATION_FAILED')
  })

  it.each([
    '{ gon }',
    '{ fails(hwo: "x") }',
    '{ gone @inclde(if: true) }',
    '{ ... on Qery { gone } }',
    'query ($a: Strng) { gone }',
  ])('no names are suggested for those of %s', async query => {
    for (const accept of ['application/json', 'text/event-stream']) {
      expect((await ask(query, accept)).text).not.toMatch(/Did you mean/)
    }
    const socket = await RawSocket.connect(url)
    socket.subscribe('1', query)
    const message = await socket.next()
    expect(message.type).toBe('error')
    expect(JSON.stringify(message)).not.toMatch(/Did you mean/)
    socket.socket.close()
  })

  it('what does not fit a variable is told without names of the schema', async () => {
    const body = { query: 'query ($how: String!) { fails(how: $how) }', variables: { how: 7 } }
    const { text } = await send(JSON.stringify(body))
    expect(text).toContain('BAD_USER_INPUT')
    expect(text).not.toMatch(/Did you mean/)
  })
})
