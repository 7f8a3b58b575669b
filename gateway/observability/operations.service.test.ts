import { startLoggedGateway } from '@atelier/testkit/gateway/loggedGateway.ts'
import { Results } from '@atelier/testkit/gateway/testGateway.ts'
import { metricSamples, metricValue, readMetrics } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SECRET = 'hunter2-do-not-tell'

let logged: Awaited<ReturnType<typeof startLoggedGateway>>
let gateway: typeof logged.gateway

async function start(env: Record<string, string> = {}) {
  logged = await startLoggedGateway(env)
  gateway = logged.gateway
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
}
beforeEach(() => start())
afterEach(() => gateway.close())

const operations = () => logged.operations()
const line = async () => {
  await waitUntil(() => expect(operations().length).toBeGreaterThan(0))
  return operations()[0]
}
const metrics = () => readMetrics(gateway.url)
const countedOperations = () => metricSamples(gateway.url, 'gateway_operations_total')

const KINDS = ['documents new', 'documents known', 'documents rejected', 'plan cache hits', 'plan cache misses']

/** Totals of documents and plans. */
async function counts(): Promise<Record<string, number>> {
  const { value } = await metrics()
  return Object.fromEntries(KINDS.map(kind => [kind, value(`gateway_${kind.replaceAll(' ', '_')}_total`)]))
}

const WAYS = {
  async http(query: string, token?: string) {
    await gateway.post(query, { headers: token ? { authorization: `Bearer ${token}` } : {} })
  },
  async 'http through Apollo Server'(query: string, token?: string) {
    const url = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    await (await fetch(url, { headers: { ...headers, 'apollo-require-preflight': 'yes' } })).text()
  },
  async websocket(query: string, token?: string) {
    await using results = new Results(gateway.connect(token ? { authorization: `Bearer ${token}` } : {}), { query })
    await results.next()
  },
  async sse(query: string, token?: string) {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
    })
    await response.text()
  },
}

describe('the log', () => {
  it.each(Object.entries(WAYS))('has one line for an operation over %s', async (way, send) => {
    const { token, viewer } = await gateway.ports.tokenOf()
    await send('query JobOf { job(id: "j1") { status owner { name } } }', token)
    expect(await line()).toMatchObject({
      level: 30,
      operation: 'JobOf',
      type: 'query',
      transport: way.split(' ')[0],
      outcome: 'ok',
      cost: expect.any(Number),
      durationMs: expect.any(Number),
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      userId: viewer.id,
    })
    expect(operations()).toHaveLength(1)
  })

  it('has one line for a subscription, when it is over', async () => {
    const results = new Results(gateway.connect(), { query: 'subscription Watch { jobUpdated(id: "j1") { version } }' })
    await results.next()
    gateway.publish({ id: 'j1', version: 2, status: 'NEXT' })
    await results.next()
    expect(operations()).toEqual([])
    await results[Symbol.asyncDispose]()
    expect(await line()).toMatchObject({ operation: 'Watch', type: 'subscription', outcome: 'ok', events: 2 })
  })

  it('says that a subscription failed which its subgraph refused, and why', async () => {
    await WAYS.websocket('subscription Watch { forbidden }')
    expect(await line()).toMatchObject({ outcome: 'failed', codes: ['UNAUTHENTICATED'], events: 1 })
    const { value } = await metrics()
    const failed = { operation: 'Watch', type: 'subscription', outcome: 'failed' }
    expect(value('gateway_operations_total', failed)).toBe(1)
    expect(value('gateway_operation_errors_total', { code: 'UNAUTHENTICATED', service: 'gateway' })).toBe(1)
  })

  it('says which errors the results of a subscription had', async () => {
    const query = 'subscription { jobUpdated(id: "j1") { version owner { name } } }'
    const results = new Results(gateway.connect(), { query })
    expect(await results.next()).toMatchObject({ data: {} })
    await gateway.servers.people.close()
    gateway.publish({ id: 'j1', version: 2, status: 'NEXT' })
    expect(await results.next()).toMatchObject({ data: null })
    await results[Symbol.asyncDispose]()
    expect(await line()).toMatchObject({ outcome: 'partial', codes: ['SUBGRAPH_UNAVAILABLE'], events: 2 })
  })

  it('has no errors of an operation whose client went away, as nobody was given any', async () => {
    const leaves = new AbortController()
    const body = JSON.stringify({ query: '{ slow person(id: "ada") { name } }' })
    const headers = { 'content-type': 'application/json' }
    const asked = fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body, signal: leaves.signal })
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(1))
    leaves.abort()
    await expect(asked).rejects.toThrow()
    const aborted = await line()
    expect(aborted).toMatchObject({ outcome: 'aborted' })
    expect(aborted).not.toHaveProperty('codes')
    expect(await metricSamples(gateway.url, 'gateway_operation_errors_total')).toEqual([])
  })

  it('tells which errors there were', async () => {
    await gateway.post('{ job(id: "j1") { owner { id } } limited }')
    expect(await line()).toMatchObject({ outcome: 'partial', codes: ['RATE_LIMITED'] })
  })

  it('continues the trace of the client, which subgraphs are told too', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    await gateway.post('{ person(id: "ada") { name } }', {
      headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` },
    })
    expect(await line()).toMatchObject({ traceId: trace })
    const { traceparent } = gateway.servers.people.requests[0] ?? {}
    expect(traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
    expect(traceparent).not.toContain('b7ad6b7169203331')
  })

  it('has no such lines where they are switched off', async () => {
    await gateway.close()
    await start({ LOG_OPERATIONS: 'off' })
    await gateway.post('{ person(id: "ada") { name } }')
    expect(await countedOperations()).toMatchObject([{ value: 1 }])
    expect(operations()).toEqual([])
  })

  it('never has what is in variables, literals or tokens, whatever becomes of the operation', async () => {
    const { token } = await gateway.ports.tokenOf()
    const authorization = { authorization: `Bearer ${token}` }
    const withId = 'mutation Rename($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name } }'
    await gateway.post(withId, { variables: { id: 'ada', name: SECRET }, headers: authorization })
    await gateway.post(withId, { variables: { id: 'ada', name: { of: SECRET } }, headers: authorization })
    await gateway.post(`mutation { rename(id: "ada", name: "${SECRET}") { name } }`, { headers: authorization })
    await gateway.post(`mutation { rename(id: 1.5, name: ${SECRET.replaceAll('-', '_')}) { name } }`)
    await gateway.post(`{ person(id: "${SECRET}") { name secretive } secretive }`)
    await gateway.post(`{ person(id: "${SECRET}" `)
    await gateway.post('{ me }', { headers: { authorization: `Bearer ${SECRET}` } })
    for (const query of [
      'query ($id: ID!) { person(id: $id) { name } }',
      'subscription ($id: ID!) { jobUpdated(id: $id) { id } }',
    ]) {
      await using results = new Results(gateway.connect(authorization), { query, variables: { id: { of: SECRET } } })
      await results.next()
    }
    await gateway.servers.people.close()
    await gateway.post(withId, { variables: { id: SECRET, name: SECRET } })
    expect(operations().length).toBeGreaterThan(5)
    const all = logged.log.written().join('')
    expect(all).not.toContain(SECRET)
    expect(all).not.toContain(SECRET.replaceAll('-', '_'))
    expect(all).not.toContain(token.split('.')[2])
  })
})

describe('the metrics of operations', () => {
  it('count and time them by name, type, transport and outcome, and their errors by code', async () => {
    await gateway.post('query JobOf { job(id: "j1") { status } }')
    await WAYS.websocket('query JobOf { job(id: "j1") { status } }')
    await gateway.post('query ($id: ID!) { person(id: $id) { name } }')
    const { samples, value } = await metrics()
    const service = 'gateway'
    expect(samples('gateway_operations_total').map(({ labels, value }) => ({ ...labels, value }))).toEqual([
      { operation: 'JobOf', type: 'query', transport: 'http', outcome: 'ok', service, value: 1 },
      { operation: 'JobOf', type: 'query', transport: 'websocket', outcome: 'ok', service, value: 1 },
      { operation: 'anonymous', type: 'query', transport: 'http', outcome: 'rejected', service, value: 1 },
    ])
    const timed = { service, operation: 'JobOf', type: 'query' }
    expect(value('gateway_operation_duration_seconds_count', timed)).toBe(2)
    expect(value('gateway_operation_errors_total', { code: 'BAD_USER_INPUT', service })).toBe(1)
  })

  it('count what subscriptions give, as they give it', async () => {
    const results = new Results(gateway.connect(), { query: 'subscription Watch { jobUpdated(id: "j1") { version } }' })
    await results.next()
    const labels = { operation: 'Watch', service: 'gateway' }
    const counted = () => metricValue(gateway.url, 'gateway_subscription_events_total', labels)
    expect(await counted()).toBe(1)
    gateway.publish({ id: 'j1', version: 2, status: 'NEXT' })
    await results.next()
    expect(await counted()).toBe(2)
    await results[Symbol.asyncDispose]()
    await line()
    expect(await counted()).toBe(2)
  })

  it('stay few however many names clients make up', async () => {
    for (let n = 0; n < 150; n++) await gateway.post(`query Made${n} { me }`)
    const { samples, value } = await metrics()
    const other = { operation: 'other', type: 'query', transport: 'http', outcome: 'ok', service: 'gateway' }
    expect(value('gateway_operations_total', other)).toBe(50)
    expect(samples('gateway_operations_total')).toHaveLength(101)
  })

  it('have the names of real operations again, when those that somebody made up were not heard for a while', async () => {
    const named = async () => {
      const { all } = await metrics()
      return new Set(all.flatMap(({ labels }) => labels.operation ?? []))
    }
    for (let n = 0; n < 110; n++) await gateway.post(`query Made${n} { me }`)
    gateway.ports.clock.advance(9 * 60_000)
    await gateway.post('query Made0 { me }')
    await gateway.post('query Real { me }')
    expect(await named()).not.toContain('Real')
    gateway.ports.clock.advance(2 * 60_000)
    await gateway.post('query Real { me }')
    const names = await named()
    expect(names).toContain('Real')
    expect(names).toContain('Made0')
    expect(names).not.toContain('Made1')
    expect(names.size).toBe(101)
    for (let n = 0; n < 110; n++) await gateway.post(`query Next${n} { me }`)
    expect((await named()).size).toBe(101)
    expect(await named()).toContain('Real')
  })

  it('keep what was made up apart from names that are written like their own', async () => {
    await gateway.post('query other { me }')
    await gateway.post('query anonymous { me }')
    expect(await metricValue(gateway.url, 'gateway_operations_total', { operation: 'other' })).toBe(2)
  })

  it('tell how often documents and plans were known', async () => {
    for (let n = 0; n < 3; n++) await gateway.post('{ job(id: "j1") { status } }')
    expect(await counts()).toMatchObject({ 'plan cache misses': 1, 'plan cache hits': 2 })
    expect(await counts()).toMatchObject({ 'documents new': 1, 'documents known': 2, 'documents rejected': 0 })
  })

  it('count the document of a request once, though it is looked at again before it is refused', async () => {
    for (let n = 0; n < 10; n++) await gateway.post(`{ nothing${n} }`)
    expect(await counts()).toMatchObject({ 'documents new': 10, 'documents known': 0, 'documents rejected': 10 })
    await WAYS['http through Apollo Server']('{ nothing }')
    await WAYS['http through Apollo Server']('{ nothing }')
    expect(await counts()).toMatchObject({ 'documents new': 11, 'documents known': 1, 'documents rejected': 11 })
  })

  it('count no plan where there is none, or where none can be made', async () => {
    await gateway.close()
    await start({ PLANNER_MAX_STEPS: '1' })
    for (let n = 0; n < 3; n++) await gateway.post('{ __typename }')
    for (let n = 0; n < 3; n++)
      await gateway.post('{ job(id: "j1") { status owner { name } } person(id: "ada") { name } }')
    expect(await counts()).toMatchObject({ 'plan cache misses': 0, 'plan cache hits': 0 })
    expect(operations().at(-1)).toMatchObject({ outcome: 'rejected', codes: ['COST_LIMIT_EXCEEDED'] })
  })

  it('count a plan where its steps have no limit', async () => {
    await gateway.close()
    await start({ PLANNER_MAX_STEPS: '0' })
    await gateway.post('{ job(id: "j1") { status owner { name } } }')
    expect(await counts()).toMatchObject({ 'plan cache misses': 1 })
  })
})
