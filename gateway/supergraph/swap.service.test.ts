import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewayResponse, Results, startTestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder = ''
let gateway: Awaited<ReturnType<typeof startTestGateway>>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'swap-'))
  gateway = await startTestGateway({ RATE_LIMIT: '0' }, { supergraphFile: join(folder, 'supergraph.graphql') })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
})
afterEach(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

/** The supergraph with these changes to what people and jobs tell of themselves. */
const supergraph = (changes: { people?: [string, string]; jobs?: [string, string] }) =>
  gateway.supergraphOf([
    { ...gateway.people, typeDefs: gateway.people.typeDefs.replace(...(changes.people ?? ['', ''])) },
    { ...gateway.work, typeDefs: gateway.work.typeDefs.replace(...(changes.jobs ?? ['', ''])) },
  ])
const compatible = (n: number) => supergraph({ jobs: ['type Query {', `type Query { v${n}: Int`] })
const breaking = () => supergraph({ people: ['held: String', 'instead: String'] })

const fields = async () => {
  const { data } = await gateway.post('{ __type(name: "Query") { fields { name } } }')
  return data.__type.fields.map(({ name }: { name: string }) => name)
}
const hasField = (name: string) => waitUntil(async () => expect(await fields()).toContain(name))
const readiness = async () => (await gateway.service.health.readiness()).checks.supergraph
const isRefused = () => waitUntil(async () => expect(await readiness()).toContain('was rejected'))

/** Asks again and again, one request after the other, until it is stopped. */
function load(query: string) {
  const answers: GatewayResponse[] = []
  let isOver = false
  const running = (async () => {
    while (!isOver) answers.push(await gateway.post(query))
  })()
  return {
    answers,
    async stop() {
      isOver = true
      await running
    },
  }
}

describe('a supergraph file that is replaced under load', () => {
  it('fails no request that need not fail, whether the new one is broken, compatible or breaking', async () => {
    gateway.release()
    const loads = ['{ job(id: "j1") { status owner { name } } }', '{ job(id: "j1") { version } }'].map(load)
    const leaving = load('{ held }')

    gateway.replaceSupergraph('broken')
    await isRefused()
    gateway.replaceSupergraph(compatible(1))
    await hasField('v1')
    expect(await readiness()).toBe('ok')
    gateway.replaceSupergraph(breaking())
    await hasField('instead')
    const before = leaving.answers.length
    await waitUntil(() => expect(leaving.answers.length).toBeGreaterThan(before + 1))
    gateway.replaceSupergraph('broken again')
    await isRefused()
    gateway.replaceSupergraph(compatible(2))
    await hasField('v2')
    await Promise.all([...loads, leaving].map(each => each.stop()))

    const [first, second] = loads.map(({ answers }) => answers)
    for (const { status, errors } of [...(first ?? []), ...(second ?? [])]) expect({ status, errors }).toEqual(OK)
    const refused = leaving.answers.filter(({ errors }) => errors.length > 0)
    expect(refused.length).toBeGreaterThan(0)
    for (const { errors } of refused) expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    // Not served by the old one for longer than needed, nor refused by the next.
    expect(leaving.answers.at(-1)?.data).toEqual({ held: 'released' })
    expect(leaving.answers[0]?.data).toEqual({ held: 'released' })
  })

  it('lets an operation that was begun on the old one finish on it', async () => {
    const answer = gateway.post('{ held }')
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(1))
    gateway.replaceSupergraph(breaking())
    await hasField('instead')
    gateway.release()
    expect((await answer).data).toEqual({ held: 'released' })
  })

  it('ends subscriptions with SUBSCRIPTION_SCHEMA_RELOAD, and clients that subscribe again go on', async () => {
    const client = gateway.connect()
    const query = 'subscription { jobUpdated(id: "j1") { version owner { name } } }'
    const event = (version: number) => ({ data: { jobUpdated: { version, owner: { name: 'Ada' } } } })
    for (let n = 1; n <= 3; n++) {
      await using results = new Results(client, { query })
      expect(await results.next()).toEqual(event(n))
      gateway.publish({ id: 'j1', version: n + 1, status: 'NEXT' })
      expect(await results.next()).toEqual(event(n + 1))
      gateway.replaceSupergraph(compatible(n))
      expect((await results.next()).errors[0].extensions.code).toBe('SUBSCRIPTION_SCHEMA_RELOAD')
      expect(await results.isOver()).toBe(true)
    }
  })

  it('has the plans of what is asked most before it is served', async () => {
    await gateway.post('{ job(id: "j1") { status owner { name } } }')
    gateway.replaceSupergraph(compatible(1))
    await hasField('v1')
    const misses = () => metricValue(gateway.url, 'gateway_plan_cache_misses_total')
    const before = await misses()
    await gateway.post('{ job(id: "j1") { status owner { name } } }')
    expect(await misses()).toBe(before)
  })
})

const OK = { status: 200, errors: [] }

describe('a gateway that closes', () => {
  it('lets running operations finish and takes no new ones', async () => {
    const answer = gateway.post('{ held }')
    await waitUntil(() => expect(gateway.servers.people.requests).toHaveLength(1))
    const closed = gateway.service.close()
    gateway.release()
    const { status, data, headers } = await answer
    expect({ status, data }).toEqual({ status: 200, data: { held: 'released' } })
    expect(headers.get('connection')).toBe('close')
    await closed
    await expect(gateway.post('{ me }')).rejects.toThrow()
  })
})
