import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { createSubgraphClient, type SubgraphClient } from '@atelier/testkit/platform/subgraphClient.ts'
import { createTestPorts, type TestPorts } from '@atelier/testkit/platform/testPorts.ts'
import { readinessAt } from '@atelier/testkit/support/management.ts'
import { readMetrics } from '@atelier/testkit/support/metrics.ts'
import { rule, shield } from 'graphql-shield'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GATEWAY_SECRET_HEADER } from '../auth/gatewaySecret.ts'
import { unauthenticated } from '../errors/graphqlErrors.ts'
import { createHealth } from '../health/health.ts'
import { createHttpServer, listen, PortTakenError } from '../http/httpServer.ts'
import { createMetrics } from '../metrics/metrics.ts'
import type { BaseContext } from './subgraphOptions.ts'
import { createSubgraphSchema } from './subgraphSchema.ts'
import { serveSubgraph } from './subgraphServer.ts'

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Thing @key(fields: "id") { id: ID! secret: String fault: String }
  type Query { whoAmI: String thing: Thing privateThing: Thing }
  type Mutation { wait(name: String!): String }
  type Subscription { count(to: Int!): Int! faulty: Int! whoIsIt: String }
`

const signedIn = rule({ cache: 'contextual' })(
  async (_, __, context: BaseContext) => context.caller.viewer !== null || unauthenticated(),
)

const resolvers = {
  Query: {
    whoAmI: (_: unknown, __: unknown, { caller }: BaseContext) => caller.viewer?.username ?? null,
    thing: () => ({ id: '1' }),
    privateThing: () => ({ id: '1' }),
  },
  Mutation: {
    async wait(_: unknown, { name }: { name: string }, { caller }: BaseContext) {
      begun.push(name)
      onBegun()
      if (!caller.signal.aborted) await once(caller.signal, 'abort')
      onStopped()
      return name
    },
  },
  Thing: {
    fault: () => {
      throw new Error('connection string of the database')
    },
    __resolveReference: async ({ id }: { id: string }) => (id === '1' ? { id } : null),
  },
  Subscription: {
    count: {
      async *subscribe(_: unknown, { to }: { to: number }) {
        for (let count = 1; count <= to; count++) yield { count }
      },
    },
    faulty: {
      // biome-ignore lint/correctness/useYield: it fails before it has anything to yield
      async *subscribe() {
        throw new Error('connection string of the database')
      },
    },
    whoIsIt: {
      async *subscribe(_: unknown, __: unknown, { caller }: BaseContext) {
        yield { whoIsIt: caller.viewer?.username ?? null }
      },
    },
  },
}

const begun: string[] = []
let onBegun = () => {}
let onStopped = () => {}

let ports: TestPorts
let client: SubgraphClient
let url: string
let close: () => Promise<void>

beforeAll(async () => {
  ports = await createTestPorts()
  const health = createHealth()
  const http = createHttpServer({ ...ports.http, log: ports.log, metrics: createMetrics({ service: 'test' }), health })
  health.add('mood', () => {
    throw new Error('not today')
  })
  const stop = await serveSubgraph({
    ...ports,
    http,
    schema: createSubgraphSchema({
      typeDefs,
      resolvers,
      permissions: shield(
        { Query: { privateThing: signedIn }, Subscription: { whoIsIt: signedIn } },
        { allowExternalErrors: true },
      ),
    }),
    createContext: caller => ({ caller }),
  })
  url = await listen(http, { host: '127.0.0.1', port: 0 })
  client = createSubgraphClient(url, ports.gatewaySecret)
  close = async () => {
    await client.close()
    await stop()
    await http.close()
  }
})
afterAll(async () => {
  await close()
  await ports.close()
})

const all = async <T>(events: AsyncIterable<T>) => Array.fromAsync(events)

describe('a subgraph over HTTP', () => {
  it('answers the gateway, as nobody or as the viewer of the token', async () => {
    const { token } = await ports.tokenOf({ username: 'ada' })
    expect(await client.run('{ whoAmI }')).toEqual({ data: { whoAmI: null } })
    expect(await client.run('{ whoAmI }', {}, token)).toEqual({ data: { whoAmI: 'ada' } })
  })

  it('answers nobody who lacks the secret', async () => {
    for (const secret of ['', 'wrong']) {
      const answer = await createSubgraphClient(url, secret).run('{ whoAmI }')
      expect(answer.data).toBeUndefined()
      expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    }
  })

  it('refuses a bad token instead of taking its holder for nobody', async () => {
    const answer = await client.run('{ whoAmI }', {}, 'a.b.c')
    expect(answer.data).toBeUndefined()
    expect(answer.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('keeps the words of its own faults to itself', async () => {
    const { data, errors } = await client.run('{ thing { id fault } }')
    expect(data).toEqual({ thing: { id: '1', fault: null } })
    expect(errors?.[0]).toMatchObject({ path: ['thing', 'fault'], extensions: { code: 'INTERNAL_SERVER_ERROR' } })
    expect(JSON.stringify(errors)).not.toContain('connection string')
  })

  it('passes guarded fields through their rules', async () => {
    const { token } = await ports.tokenOf()
    expect((await client.run('{ privateThing { id } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    expect((await client.run('{ privateThing { id } }', {}, token)).data).toEqual({ privateThing: { id: '1' } })
  })

  it('resolves entities for the gateway', async () => {
    const answer = await client.run('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Thing { id } } }', {
      r: [
        { __typename: 'Thing', id: '1' },
        { __typename: 'Thing', id: '2' },
      ],
    })
    expect(answer.data).toEqual({ _entities: [{ id: '1' }, null] })
  })
})

describe('a request that is closed before its answer', () => {
  it('is told to the work that is under way, and begins none of the mutations that come after it', async () => {
    const { promise: started, resolve: onStart } = Promise.withResolvers<void>()
    const { promise: stopped, resolve: onStop } = Promise.withResolvers<void>()
    onBegun = onStart
    onStopped = onStop
    const closing = new AbortController()
    const answer = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [GATEWAY_SECRET_HEADER]: ports.gatewaySecret },
      body: JSON.stringify({ query: 'mutation { a: wait(name: "a") b: wait(name: "b") c: wait(name: "c") }' }),
      signal: closing.signal,
    }).catch(() => 'closed')
    await started
    closing.abort()
    expect(await answer).toBe('closed')
    await stopped
    // What would come next comes in the turns after.
    await client.run('{ whoAmI }')
    await setImmediate()
    expect(begun).toEqual(['a'])
  })
})

describe('a subgraph over WebSocket', () => {
  it('streams events', async () => {
    const events = await all(client.subscribe('subscription { count(to: 3) }'))
    expect(events.map(event => event.data.count)).toEqual([1, 2, 3])
  })

  it('takes each operation as its own viewer, over one connection', async () => {
    const ada = await ports.tokenOf({ username: 'ada' })
    const bob = await ports.tokenOf({ username: 'bob' })
    const names = await Promise.all(
      [ada, bob].map(async ({ token }) => all(client.subscribe('subscription { whoIsIt }', {}, token))),
    )
    expect(names.flat().map(event => event.data.whoIsIt)).toEqual(['ada', 'bob'])
  })

  it('ends an operation with a bad token, and only that one', async () => {
    const other = all(client.subscribe('subscription { count(to: 3) }'))
    await expect(all(client.subscribe('subscription { whoIsIt }', {}, 'a.b.c'))).rejects.toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ])
    expect(await other).toHaveLength(3)
  })

  it('guards subscriptions by the same rules', async () => {
    const code = await all(client.subscribe('subscription { whoIsIt }')).then(
      events => events[0]?.errors?.[0]?.extensions?.code,
      errors => errors[0].extensions.code,
    )
    expect(code).toBe('UNAUTHENTICATED')
  })

  it('keeps the words of its own faults to itself', async () => {
    const text = await all(client.subscribe('subscription { faulty }')).then(JSON.stringify, error =>
      error instanceof Error ? error.message : JSON.stringify(error),
    )
    expect(text).not.toContain('connection string')
  })

  it('refuses a connection without the secret', async () => {
    const stranger = createSubgraphClient(url, 'wrong')
    await expect(all(stranger.subscribe('subscription { count(to: 3) }'))).rejects.toMatchObject({ code: 4403 })
    await stranger.close()
  })
})

describe('every service', () => {
  it('says whether it is ready, and to operators why not', async () => {
    const response = await fetch(`${url}/health/ready`)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ ready: false })
    expect(await readinessAt(url)).toEqual({ ready: false, checks: { mood: 'not today' } })
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
  })

  it('counts its requests by route', async () => {
    await client.run('{ whoAmI }')
    const { value } = await readMetrics(url)
    const answered = { method: 'POST', path: '/graphql', status: '200', service: 'test' }
    expect(value('http_requests_total', answered)).toBeGreaterThan(0)
    expect(value('http_request_duration_seconds_bucket', { ...answered, le: '+Inf' })).toBeGreaterThan(0)
  })

  it('says in words that its port is taken', async () => {
    const second = createHttpServer({
      log: ports.log,
      metrics: createMetrics({ service: 'second' }),
      health: createHealth(),
    })
    const port = Number(new URL(url).port)
    await expect(listen(second, { host: '127.0.0.1', port })).rejects.toThrow(PortTakenError)
    await second.close()
  })
})
