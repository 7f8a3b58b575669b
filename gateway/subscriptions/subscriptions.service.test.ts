import { Results, SECRET, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { readinessAt } from '@atelier/testkit/support/management.ts'
import { metricSamples, metricValue } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  gateway = await startTestGateway()
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(() => gateway.close())

const QUERY = 'subscription ($id: ID!) { jobUpdated(id: $id) { version status owner { name } } }'
const watchJob = (client = gateway.connect(), query = QUERY) => new Results(client, { query, variables: { id: 'j1' } })

const version = async (results: Results) => (await results.next()).data?.jobUpdated.version

describe('a federated subscription', () => {
  it('streams events of one subgraph completed by another', async () => {
    await using results = watchJob()
    expect(await results.next()).toEqual({
      data: { jobUpdated: { version: 1, status: 'NEW', owner: { name: 'Ada' } } },
    })
    await gateway.post('mutation { rename(id: "ada", name: "Countess") { id } }')
    gateway.publish({ id: 'j1', version: 2, status: 'DONE' })
    expect(await results.next()).toEqual({
      data: { jobUpdated: { version: 2, status: 'DONE', owner: { name: 'Countess' } } },
    })
  })

  it('answers under the client names and with its fragments', async () => {
    const query = `subscription { job: jobUpdated(id: "j1") { ...State by: owner { called: name __typename } } }
      fragment State on Job { id: status }`
    await using results = watchJob(gateway.connect(), query)
    expect(await results.next()).toEqual({
      data: { job: { id: 'NEW', by: { called: 'Ada', __typename: 'Person' } } },
    })
  })

  it('ends when the subgraph completes it', async () => {
    await using results = watchJob()
    await results.next()
    gateway.completeJobs()
    expect(await results.isOver()).toBe(true)
  })

  it('gives each event the data that there is when the other subgraph fails', async () => {
    await gateway.servers.people.close()
    const query = 'subscription { jobUpdated(id: "j1") { version owner { id } } }'
    await using results = watchJob(gateway.connect(), query)
    expect(await version(results)).toBe(1)
    await using broken = watchJob()
    const { data, errors } = await broken.next()
    expect(data).toBeNull()
    expect(errors[0].extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'people' })
  })

  it('tells a refusal of the subgraph as errors without data', async () => {
    await using results = new Results(gateway.connect(), { query: 'subscription { forbidden }' })
    const extensions = { code: 'UNAUTHENTICATED', serviceName: 'jobs' }
    expect(await results.next()).toEqual({
      errors: [{ message: 'Sign in to watch.', path: ['forbidden'], extensions }],
    })
    expect(await results.isOver()).toBe(true)
  })

  it('is refused when it is not valid, and when its variables do not fit', async () => {
    await using invalid = new Results(gateway.connect(), { query: 'subscription { nothing }' })
    await expect(invalid.next()).rejects.toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
    await using unfit = new Results(gateway.connect(), { query: QUERY })
    expect((await unfit.next()).errors[0].extensions.code).toBe('BAD_USER_INPUT')
  })

  it('goes over the same WebSocket as queries and mutations', async () => {
    const client = gateway.connect()
    await using results = watchJob(client)
    await results.next()
    await using mutation = new Results(client, { query: 'mutation { start(id: "j1") { owner { name } } }' })
    expect(await mutation.next()).toEqual({ data: { start: { owner: { name: 'Ada' } } } })
    expect(await mutation.isOver()).toBe(true)
    expect((await results.next()).data.jobUpdated.status).toBe('STARTED')
  })
})

describe('subscriptions to a subgraph', () => {
  it('prove that the gateway is calling once, and name the caller in each operation', async () => {
    const { token } = await gateway.ports.tokenOf()
    await using results = watchJob(gateway.connect({ authorization: `Bearer ${token}` }))
    await results.next()
    await using anonymous = watchJob()
    await anonymous.next()
    const { connections, subscribes } = gateway.servers.jobs
    expect(connections).toEqual([{ gatewaySecret: SECRET }])
    expect(subscribes[0]?.extensions).toMatchObject({
      authorization: `Bearer ${token}`,
      clientAddress: '127.0.0.1',
      traceparent: expect.stringMatching(/^00-/),
    })
    expect(subscribes[1]?.extensions).not.toHaveProperty('authorization')
  })

  it('are one for all subscribers of the same caller, operation and variables, also for one that comes later', async () => {
    await using first = watchJob()
    expect(await version(first)).toBe(1)
    gateway.publish({ id: 'j1', version: 2, status: 'BUSY' })
    expect(await version(first)).toBe(2)
    await using later = watchJob()
    expect(await version(later)).toBe(2)
    gateway.publish({ id: 'j1', version: 3, status: 'DONE' })
    expect([await version(first), await version(later)]).toEqual([3, 3])
    expect(gateway.servers.jobs.subscribes).toHaveLength(1)
  })

  it('have each event completed once for all who ask the same of it, and apart for who asks something else', async () => {
    // Else queries that are under way at once are one in any case.
    await gateway.close()
    gateway = await startTestGateway({ SUBGRAPH_SHARING: 'off' })
    gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
    const same = Array.from({ length: 5 }, () => watchJob())
    const other = watchJob(gateway.connect(), 'subscription { jobUpdated(id: "j1") { version owner { name id } } }')
    const all = [...same, other]
    await Promise.all(all.map(results => results.next()))
    gateway.servers.people.requests.length = 0
    gateway.publish({ id: 'j1', version: 2, status: 'BUSY' })
    const results = await Promise.all(all.map(each => each.next()))
    for (const { data } of results.slice(0, 5)) {
      expect(data).toEqual({ jobUpdated: { version: 2, status: 'BUSY', owner: { name: 'Ada' } } })
    }
    expect(results[5]?.data).toEqual({ jobUpdated: { version: 2, owner: { name: 'Ada', id: 'ada' } } })
    expect(gateway.servers.people.requests).toHaveLength(2)
    for (const each of all) await each[Symbol.asyncDispose]()
  })

  it('are completed anew for a subscriber that comes later', async () => {
    await using first = watchJob()
    await first.next()
    await gateway.post('mutation { rename(id: "ada", name: "Countess") { id } }')
    await using later = watchJob()
    expect((await later.next()).data.jobUpdated.owner).toEqual({ name: 'Countess' })
    expect(gateway.servers.jobs.subscribes).toHaveLength(1)
  })

  it('are apart for another caller, other variables and another selection', async () => {
    const { token } = await gateway.ports.tokenOf()
    await using mine = watchJob(gateway.connect({ authorization: `Bearer ${token}` }))
    await using theirs = watchJob()
    await using resumed = watchJob(
      gateway.connect(),
      'subscription { jobUpdated(id: "j1", sinceVersion: 1) { version } }',
    )
    await Promise.all([mine.next(), theirs.next(), resumed.next()])
    expect(gateway.servers.jobs.subscribes).toHaveLength(3)
  })

  it('are apart for a subscriber that comes later where what went by cannot be told again', async () => {
    const ticks = () => new Results(gateway.connect(), { query: 'subscription { ticks }' })
    await using first = ticks()
    const one = first.next()
    await waitUntil(() => expect(gateway.open()).toBe(1))
    gateway.tick(1)
    expect(await one).toEqual({ data: { ticks: 1 } })
    await using later = ticks()
    const two = later.next()
    await waitUntil(() => expect(gateway.open()).toBe(2))
    gateway.tick(2)
    expect(await two).toEqual({ data: { ticks: 2 } })
  })

  it('end when the last subscriber leaves', async () => {
    const first = watchJob()
    const second = watchJob()
    await Promise.all([first.next(), second.next()])
    await first[Symbol.asyncDispose]()
    gateway.publish({ id: 'j1', version: 2, status: 'BUSY' })
    expect(await version(second)).toBe(2)
    expect(gateway.open()).toBe(1)
    await second[Symbol.asyncDispose]()
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('end when the connection of the only subscriber is lost', async () => {
    const client = gateway.connect()
    await watchJob(client).next()
    client.terminate()
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })

  it('come back after a loss, with what is new and nothing twice', async () => {
    await using results = watchJob()
    expect(await version(results)).toBe(1)
    gateway.servers.jobs.dropSockets()
    await waitUntil(() => expect(gateway.servers.jobs.subscribes).toHaveLength(2))
    gateway.publish({ id: 'j1', version: 2, status: 'DONE' })
    expect(await version(results)).toBe(2)
  })

  it('are told in health and counted while they are lost, and forgotten with their subgraph', async () => {
    await using results = watchJob()
    await results.next()
    await gateway.servers.jobs.close()
    const trouble = async () => (await gateway.service.health.readiness()).checks.subgraphs
    await waitUntil(async () => expect(await trouble()).toBe('the stream of jobs is lost'))
    const { registry } = gateway.service.metrics
    const losses = () => metricSamples(registry, 'gateway_subgraph_websockets_lost_total')
    expect(await losses()).toMatchObject([{ labels: { subgraph: 'jobs', service: 'gateway' }, value: 1 }])
    gateway.replaceSupergraph(gateway.supergraphOf([{ ...gateway.people, name: 'people' }]))
    await waitUntil(async () => expect(await losses()).toEqual([]))
    expect(await trouble()).toBe('ok')
  })

  it('bring what was missed during a loss', async () => {
    await using results = watchJob()
    expect(await version(results)).toBe(1)
    gateway.servers.jobs.dropSockets()
    gateway.publish({ id: 'j1', version: 2, status: 'DONE' })
    expect(await version(results)).toBe(2)
  })
})

describe('when the supergraph is replaced', () => {
  it('subscriptions end with SUBSCRIPTION_SCHEMA_RELOAD, and new ones use the new schema', async () => {
    const client = gateway.connect()
    await using results = watchJob(client)
    await results.next()
    const work = { ...gateway.work, typeDefs: gateway.work.typeDefs.replace('ticks: Int!', 'ticks: Int! added: Int') }
    gateway.replaceSupergraph(gateway.supergraphOf([gateway.people, work]))
    expect((await results.next()).errors[0].extensions.code).toBe('SUBSCRIPTION_SCHEMA_RELOAD')
    expect(await results.isOver()).toBe(true)
    await waitUntil(() => expect(gateway.open()).toBe(0))
    await using again = watchJob(client)
    expect(await version(again)).toBe(1)
    expect(
      (await gateway.post('{ __type(name: "Subscription") { fields { name } } }')).data.__type.fields,
    ).toContainEqual({
      name: 'added',
    })
  })

  it('by a broken one, everything goes on and the reason is told', async () => {
    await using results = watchJob()
    await results.next()
    gateway.replaceSupergraph('type Query { not: Federated }')
    await waitUntil(async () => {
      expect(await readinessAt(gateway.url)).toEqual({
        ready: true,
        checks: { supergraph: expect.stringContaining('serving the last valid supergraph'), subgraphs: 'ok' },
      })
    })
    expect(await metricValue(gateway.url, 'gateway_supergraph_rejected', { service: 'gateway' })).toBe(1)
    gateway.publish({ id: 'j1', version: 2, status: 'BUSY' })
    expect(await version(results)).toBe(2)
    expect((await gateway.post('{ job(id: "j1") { version } }')).data).toEqual({ job: { version: 2 } })
  })
})

describe('when the gateway closes', () => {
  it('WebSockets are closed with 1001, on which clients connect again elsewhere', async () => {
    const closed = Promise.withResolvers<number>()
    const client = gateway.connect(undefined, { closed: event => closed.resolve((event as CloseEvent).code) })
    const results = watchJob(client)
    await results.next()
    const end = results.next().catch(() => 'over')
    await gateway.service.close()
    expect(await closed.promise).toBe(1001)
    expect(await end).toBe('over')
    await waitUntil(() => expect(gateway.open()).toBe(0))
  })
})
