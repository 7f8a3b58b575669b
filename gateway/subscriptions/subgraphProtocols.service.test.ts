import { gatewayEnvironment } from '@atelier/gateway/config.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import { Results, SECRET, startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const QUERY = 'subscription { jobUpdated(id: "j1") { version status owner { name } } }'
const watch = (gateway: TestGateway, query = QUERY) => new Results(gateway.connect(), { query })
const event = (version: number) => ({ data: { jobUpdated: { version, status: 'NEW', owner: { name: 'Ada' } } } })

const SETTINGS: [string, Record<string, string>, string][] = [
  ['a path', { SUBGRAPH_SUBSCRIPTION_URLS: 'jobs=/subscriptions' }, '/subscriptions'],
  ['a path of all subgraphs', { SUBGRAPH_SUBSCRIPTION_URLS: '*=/events?by=ws' }, '/events?by=ws'],
  ['server-sent events', { SUBGRAPH_SUBSCRIPTION_PROTOCOLS: 'jobs=sse' }, '/graphql'],
  [
    'server-sent events at a path',
    { SUBGRAPH_SUBSCRIPTION_PROTOCOLS: '*=sse', SUBGRAPH_SUBSCRIPTION_URLS: 'jobs=/graphql/stream' },
    '/graphql/stream',
  ],
]

describe.each(SETTINGS)('subscriptions of a subgraph at %s', (_, env, path) => {
  let gateway: TestGateway
  beforeEach(async () => {
    gateway = await startTestGateway({ ...env, SUBGRAPH_HEADERS: 'jobs=x-tenant' })
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
  })
  afterEach(() => gateway.close())

  it('are streamed, completed by other subgraphs, and end with it', async () => {
    await using results = watch(gateway)
    expect(await results.next()).toEqual(event(1))
    gateway.publish({ id: 'j1', version: 2, status: 'NEW' })
    expect(await results.next()).toEqual(event(2))
    gateway.completeJobs()
    expect(await results.isOver()).toBe(true)
    expect(gateway.servers.jobs.streamPaths).toEqual([path])
  })

  it('come back after a loss, with what is new and nothing twice', async () => {
    await using results = watch(gateway)
    expect(await results.next()).toEqual(event(1))
    gateway.servers.jobs.dropSockets()
    await waitUntil(() => expect(gateway.servers.jobs.subscribes).toHaveLength(2))
    gateway.publish({ id: 'j1', version: 2, status: 'NEW' })
    expect(await results.next()).toEqual(event(2))
  })

  it('end at the subgraph with their last subscriber', async () => {
    const results = watch(gateway)
    await results.next()
    expect(gateway.open()).toBe(1)
    await results[Symbol.asyncDispose]()
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('tell a refusal as errors without data', async () => {
    await using results = watch(gateway, 'subscription { forbidden }')
    const extensions = { code: 'UNAUTHENTICATED', serviceName: 'jobs' }
    expect(await results.next()).toEqual({
      errors: [{ message: 'Sign in to watch.', path: ['forbidden'], extensions }],
    })
    expect(await results.isOver()).toBe(true)
  })

  it('share one upstream for equal callers and headers, and none for others', async () => {
    const open = async (tenant: string) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-tenant': tenant },
        body: JSON.stringify({ query: QUERY }),
      })
      await response.body?.getReader().read()
    }
    for (const tenant of ['a', 'b', 'a']) await open(tenant)
    await waitUntil(() => expect(gateway.open()).toBe(2))
    expect(gateway.servers.jobs.subscribes).toHaveLength(2)
  })
})

describe('subscriptions of a subgraph over server-sent events', () => {
  let gateway: TestGateway
  beforeEach(async () => {
    gateway = await startTestGateway({ SUBGRAPH_SUBSCRIPTION_PROTOCOLS: 'jobs=sse', SUBGRAPH_HEADERS: '*=x-tenant' })
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
  })
  afterEach(() => gateway.close())

  it('name gateway and caller in headers, as queries do', async () => {
    const { token } = await gateway.ports.tokenOf()
    await using results = new Results(gateway.connect({ authorization: `Bearer ${token}` }), { query: QUERY })
    await results.next()
    expect(gateway.servers.jobs.streams[0]).toMatchObject({
      authorization: `Bearer ${token}`,
      traceparent: expect.stringMatching(/^00-/),
      'x-forwarded-for': expect.any(String),
      'x-atelier-gateway': SECRET,
    })
    expect(gateway.servers.jobs.connections).toEqual([])
  })

  it('end with SUBGRAPH_UNAVAILABLE when the subgraph does not speak it, which the log explains', async () => {
    const other = await startTestGateway({
      SUBGRAPH_SUBSCRIPTION_PROTOCOLS: 'jobs=sse',
      SUBGRAPH_SUBSCRIPTION_URLS: `jobs=${gateway.url}/nowhere`,
    })
    await using results = watch(other)
    expect(await results.next()).toMatchObject({ errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }] })
    await other.close()
  })

  it('are counted, and forgotten with their subgraph', async () => {
    await using results = watch(gateway)
    await results.next()
    const labels = { subgraph: 'jobs', service: 'gateway' }
    expect(await metricValue(gateway.url, 'gateway_subgraph_event_streams', labels)).toBe(1)
    gateway.replaceSupergraph(gateway.supergraphOf([{ ...gateway.people, name: 'people' }]))
    expect((await results.next()).errors[0].extensions.code).toBe('SUBSCRIPTION_SCHEMA_RELOAD')
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })
})

describe('settings of subscriptions to subgraphs', () => {
  const start = (env: Record<string, string>) => loadConfig(gatewayEnvironment, { AUTH: 'off', ...env })

  it.each([
    ['jobs', 'must look like name=sse'],
    ['jobs=graphql-ws', 'legacy protocol of subscriptions-transport-ws, which is not supported'],
    ['jobs=subscriptions-transport-ws', 'must be graphql-transport-ws (of the library graphql-ws) or sse'],
    ['jobs=callback', 'must be graphql-transport-ws (of the library graphql-ws) or sse'],
    ['jobs=sse,jobs=graphql-transport-ws', 'comes twice'],
  ])('are refused at start: protocol %s', (protocols, reason) => {
    expect(() => start({ SUBGRAPH_SUBSCRIPTION_PROTOCOLS: protocols })).toThrow(reason)
  })

  it.each([
    ['jobs', 'must look like name=/subscriptions'],
    ['jobs=subscriptions', 'must be a URL of http, https, ws or wss, or a path'],
    ['jobs=//host/path', 'must be a URL of http, https, ws or wss, or a path'],
    ['jobs=ftp://host/path', 'must be a URL of http, https, ws or wss, or a path'],
    ['jobs=http://', 'must be a URL of http, https, ws or wss, or a path'],
    ['*=http://host/path', 'must be a path'],
  ])('are refused at start: URL %s', (urls, reason) => {
    expect(() => start({ SUBGRAPH_SUBSCRIPTION_URLS: urls })).toThrow(reason)
  })

  it('are refused where a URL of a WebSocket is given for server-sent events', () => {
    const env = { SUBGRAPH_SUBSCRIPTION_URLS: 'jobs=wss://host/path', SUBGRAPH_SUBSCRIPTION_PROTOCOLS: '*=sse' }
    expect(() => start(env)).toThrow('"wss://host/path" of jobs must be a URL of http or https')
    expect(start({ ...env, SUBGRAPH_SUBSCRIPTION_PROTOCOLS: '*=sse,jobs=graphql-transport-ws' })).toBeDefined()
  })
})
