import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { composeForTest } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
afterEach(() => gateway.close())

async function start(env: Record<string, string>) {
  gateway = await startTestGateway(env)
}

const OPERATIONS = ['{ person(id: "ada") { name } }', '{ job(id: "j1") { status } }', '{ limited }']

const plansKept = () => metricValue(gateway.url, 'gateway_plans')

/** Serves another supergraph, and waits until it is there. */
async function serve(supergraph: string, field: string) {
  gateway.replaceSupergraph(supergraph)
  await waitUntil(async () => {
    const { data } = await gateway.post('{ __type(name: "Query") { fields { name } } }')
    expect(data.__type.fields).toContainEqual({ name: field })
  })
}

describe('MASK_ERRORS', () => {
  it("hides subgraphs' internal errors when it is on", async () => {
    await start({ MASK_ERRORS: 'on' })
    const { errors } = await gateway.post('{ secretive }')
    expect(errors).toEqual([
      {
        message: expect.not.stringContaining('hunter2'),
        path: ['secretive'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', traceId: expect.any(String), serviceName: 'people' },
      },
    ])
  })

  it('shows them as they come when it is off', async () => {
    await start({ MASK_ERRORS: 'off' })
    const { errors } = await gateway.post('{ secretive }')
    expect(errors).toEqual([
      {
        message: 'password of the database: hunter2',
        path: ['secretive'],
        extensions: { traceId: expect.any(String), serviceName: 'people' },
      },
    ])
  })
})

describe('DOCUMENT_CACHE_LENGTH', () => {
  it.each([
    [1, 3],
    [10, 3],
    [1_000, 1],
  ])('bounds the documents that are kept parsed: %i', async (length, parsed) => {
    await start({ DOCUMENT_CACHE_LENGTH: String(length) })
    for (let n = 0; n < 3; n++) expect((await gateway.post('{ limited }')).data).toBeDefined()
    expect(await metricValue(gateway.url, 'gateway_documents_new_total')).toBe(parsed)
  })
})

describe('PLAN_CACHE_SIZE', () => {
  it.each([1, 2, 3])('bounds the plans that are kept: %i', async size => {
    await start({ PLAN_CACHE_SIZE: String(size) })
    for (const query of OPERATIONS) await gateway.post(query)
    expect(await plansKept()).toBe(size)
  })
})

describe('PLAN_CACHE_SELECTIONS', () => {
  it('bounds the fields of the plans that are kept', async () => {
    await start({ PLAN_CACHE_SELECTIONS: '1' })
    for (const query of OPERATIONS) await gateway.post(query)
    expect(await plansKept()).toBeLessThanOrEqual(1)
  })
})

describe('PLAN_WARMUP', () => {
  it.each([0, 1, 3])('bounds the operations that are planned for a new supergraph: %i', async count => {
    await start({ PLAN_WARMUP: String(count) })
    for (const query of OPERATIONS) await gateway.post(query)
    const people = {
      ...gateway.people,
      typeDefs: gateway.people.typeDefs.replace('type Query {', 'type Query { more: Int'),
    }
    await serve(gateway.supergraphOf([people, gateway.work]), 'more')
    expect(await plansKept()).toBe(count)
  })
})

describe('PLANNER_MAX_PLANS', () => {
  it.each([
    ['1', ['people', 'jobs']],
    ['100', ['people']],
  ])('bounds the search for the plan with the fewest fetches: %s', async (most, fetchedFrom) => {
    await start({ PLANNER_MAX_PLANS: most })
    const sharing = (name: string, ...fields: string[]) => ({
      name,
      typeDefs: `type Query { ${fields.map(field => `${field}: Int @shareable`).join(' ')} }`,
    })
    await serve(gateway.supergraphOf([sharing('jobs', 'a', 'b'), sharing('people', 'a', 'b', 'c')]), 'c')
    await gateway.post('{ a b c }')
    const asked = Object.entries(gateway.servers).filter(([, { requests }]) => requests.length > 0)
    expect(asked.map(([name]) => name)).toEqual(fetchedFrom)
  })
})

describe('PLANNER_MAX_STEPS', () => {
  it.each([
    ['1', ['COST_LIMIT_EXCEEDED']],
    ['1000', []],
  ])('bounds the work for one plan: %s', async (most, codes) => {
    await start({ PLANNER_MAX_STEPS: most })
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    const { errors } = await gateway.post('{ job(id: "j1") { status owner { name } } }')
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(codes)
  })
})

describe('SUBSCRIPTION_BACKLOG', () => {
  it.each([
    [1, [1, 6]],
    [16, [1, 2, 3, 4, 5, 6]],
  ])('bounds the events that wait for a slow subscriber: %i', async (backlog, received) => {
    await start({ SUBSCRIPTION_BACKLOG: String(backlog) })
    await using people = await startHeldPeople()
    const { typeDefs } = gateway.people
    const withMore = { ...gateway.people, typeDefs: typeDefs.replace('type Query {', 'type Query { more: Int') }
    const urls: Record<string, string> = { people: people.url, jobs: gateway.servers.jobs.url }
    await serve(
      composeForTest([withMore, gateway.work], name => urls[name] ?? ''),
      'more',
    )
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    const client = gateway.connect()
    await using slow = new Results(client, {
      query: 'subscription { jobUpdated(id: "j1") { version owner { name } } }',
    })
    const first = slow.next()
    await waitUntil(() => expect(people.waiting()).toBe(1))
    await using quick = new Results(client, { query: 'subscription { jobUpdated(id: "j1") { version } }' })
    for (let version = 1; version <= 6; version++) {
      if (version > 1) gateway.publish({ id: 'j1', version, status: 'NEXT' })
      expect((await quick.next()).data.jobUpdated.version).toBe(version)
    }
    people.release()
    const versions = [(await first).data.jobUpdated.version]
    while (versions.at(-1) !== 6) versions.push((await slow.next()).data.jobUpdated.version)
    expect(versions).toEqual(received)
  })
})

/** A subgraph of people that does not answer before it is let. */
async function startHeldPeople() {
  const held: ServerResponse[] = []
  let isReleased = false
  const answer = (response: ServerResponse) =>
    response
      .setHeader('content-type', 'application/json')
      .end('{"data":{"_entities":[{"__typename":"Person","name":"Ada"}]}}')
  const server = createServer((_, response) => {
    if (isReleased) answer(response)
    else held.push(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    waiting: () => held.length,
    release() {
      isReleased = true
      held.forEach(answer)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
