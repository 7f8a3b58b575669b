import { gzipSync } from 'node:zlib'
import {
  breaksOff,
  hangs,
  hangsUp,
  type MisbehavingServer,
  pours,
  says,
  startMisbehavingServer,
  trickles,
} from '@atelier/testkit/gateway/misbehavingServer.ts'
import { Results, startTestGateway, type TestGateway } from '@atelier/testkit/gateway/testGateway.ts'
import { metricSamples, metricValue, readMetrics } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'

let gateway: TestGateway | undefined
let faultyServer: MisbehavingServer | undefined
afterEach(async () => {
  await gateway?.close()
  await faultyServer?.close()
})

/** A gateway with one subgraph behind a server that may misbehave; the other is always well. */
async function startMisbehaving(env: Record<string, string> = {}, faulty: 'people' | 'jobs' = 'people') {
  faultyServer = await startMisbehavingServer(() => gateway?.servers[faulty].url ?? '')
  gateway = await startTestGateway({ SUBGRAPH_URLS: `${faulty}=${faultyServer.url}`, ...env })
  gateway.publish({ id: 'j1', version: 1, status: 'NEW' })
  return { gateway, faultyServer }
}

const NO_CIRCUIT = { SUBGRAPH_CIRCUIT_FAILURE_PERCENT: '0' }
const NO_RETRIES = { SUBGRAPH_RETRIES: '0' }
const BOTH = '{ me job(id: "j1") { status } }'

/** What a client gets of `BOTH` when the people do not answer. */
const PARTIAL = {
  status: 200,
  data: { me: null, job: { status: 'NEW' } },
  errors: [
    {
      message: expect.stringContaining('people'),
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'people' },
    },
  ],
}

describe('a subgraph that gives no usable answer costs its own part of the data and no more', () => {
  it.each([
    ['hangs up', hangsUp],
    ['breaks off in the middle of its answer', breaksOff],
    ['hangs', hangs],
    ['answers too slowly to come to an end', trickles],
    ['answers 500 with HTML', says(500, '<html>Internal error</html>', { 'content-type': 'text/html' })],
    ['answers 200 with HTML', says(200, '<html>Welcome</html>', { 'content-type': 'text/html' })],
    ['answers 502 with JSON of a proxy', says(502, '{"message":"no upstream"}')],
    ['answers 503', says(503, 'busy')],
    ['answers with half a JSON', says(200, '{"data":{"me":')],
    ['answers with nothing', says(204, '')],
    ['answers with data that is a list', says(200, '{"data":[]}')],
    [
      'answers with half of a packed answer',
      says(200, gzipSync('{"data":{"me":"x"}}').subarray(0, -12), { 'content-encoding': 'gzip' }),
    ],
    ['sends the gateway elsewhere', says(302, '', { location: 'http://127.0.0.1:1/graphql' })],
    ['answers with 100 MB of a length told before', pours(100e6, { length: 'told' })],
    ['answers with 100 MB of a length untold', pours(100e6, { length: 'untold' })],
  ])('when it %s', async (_, misbehaviour) => {
    const { gateway, faultyServer } = await startMisbehaving({ ...NO_CIRCUIT, SUBGRAPH_TIMEOUTS: 'people=1000' })
    faultyServer.behave(misbehaviour)
    expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
    faultyServer.behave()
    expect((await gateway.post(BOTH)).errors).toEqual([])
  })

  it('when it is killed, and has all again when it is back', async () => {
    const { gateway, faultyServer } = await startMisbehaving(NO_CIRCUIT)
    await gateway.post(BOTH)
    await faultyServer.kill()
    expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
    await faultyServer.revive()
    expect((await gateway.post(BOTH)).errors).toEqual([])
  })

  it('when what it gives is of other types than it promised', async () => {
    const { gateway, faultyServer } = await startMisbehaving()
    faultyServer.behave(says(200, '{"data":{"me":{"first":"Ada"},"person":[1]}}'))
    const { data, errors } = await gateway.post('{ me person(id: "ada") { id } job(id: "j1") { status } }')
    expect(data).toEqual({ me: null, person: null, job: { status: 'NEW' } })
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['me'], 'INTERNAL_SERVER_ERROR'],
      [['person'], 'INTERNAL_SERVER_ERROR'],
    ])
  })

  it('when it answers for fewer entities than it was asked for', async () => {
    const { gateway, faultyServer } = await startMisbehaving()
    faultyServer.behave(says(200, '{"data":{"_entities":[]}}'))
    const { data, errors } = await gateway.post('{ job(id: "j1") { status owner { name } } }')
    expect(data).toEqual({ job: null })
    expect(errors).toMatchObject([{ path: ['job', 'owner'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
  })
})

describe('an answer without end', () => {
  it.each(['told', 'untold'] as const)('is taken in up to the limit only, its length %s', async length => {
    const { gateway, faultyServer } = await startMisbehaving({
      ...NO_CIRCUIT,
      SUBGRAPH_RESPONSE_LIMIT_BYTES: '1000000',
    })
    let poured = 0
    const onPoured = (bytes: number) => {
      poured += bytes
    }
    faultyServer.behave(pours(100e6, { length, onPoured }))
    for (let n = 1; n <= 5; n++) expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
    // What is on its way through the system's buffers comes on top of the limit.
    expect(poured / 5).toBeLessThan(20e6)
  })
})

describe('the circuit of a subgraph', () => {
  async function circuit({ service, url }: TestGateway, subgraph = 'people') {
    const { checks } = await service.health.readiness()
    const [circuit] = await metricSamples(url, 'gateway_subgraph_circuit_state', { subgraph })
    return { ready: checks.subgraphs, state: circuit?.value }
  }

  it('opens when it fails too often, so that nobody waits for it, and closes when it answers again', async () => {
    const { gateway, faultyServer } = await startMisbehaving(NO_RETRIES)
    await gateway.post(BOTH)
    expect(await circuit(gateway)).toEqual({ ready: 'ok', state: 0 })

    faultyServer.behave(hangsUp)
    for (let n = 1; n <= 2; n++) expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
    faultyServer.behave()
    const asked = faultyServer.requests()
    expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
    expect(faultyServer.requests()).toBe(asked)
    expect(await circuit(gateway)).toEqual({ ready: 'people fails too often (circuit open)', state: 2 })

    gateway.ports.clock.advance(30_000)
    expect(await circuit(gateway)).toEqual({ ready: 'people fails too often (circuit half-open)', state: 1 })
    for (let n = 1; n <= 10; n++) expect((await gateway.post(BOTH)).errors).toEqual([])
    expect(await circuit(gateway)).toEqual({ ready: 'ok', state: 0 })
  })

  it('opens when the subgraph hangs', async () => {
    const { gateway, faultyServer } = await startMisbehaving({ SUBGRAPH_TIMEOUTS: 'people=100' })
    faultyServer.behave(hangs)
    for (let n = 1; n <= 3; n++) expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
    expect((await circuit(gateway)).state).toBe(2)
    expect(await requestsBy(gateway, 'timeout')).toBe(3)
  })

  it.each([500, 503])('opens when the subgraph tells errors with the status %i', async status => {
    const { gateway, faultyServer } = await startMisbehaving(NO_RETRIES)
    faultyServer.behave(says(status, '{"errors":[{"message":"no database"}]}'))
    for (let n = 1; n <= 3; n++) expect((await gateway.post(BOTH)).data).toEqual(PARTIAL.data)
    expect((await circuit(gateway)).state).toBe(2)
  })

  it('opens again when the subgraph still fails', async () => {
    const { gateway, faultyServer } = await startMisbehaving(NO_RETRIES)
    await faultyServer.kill()
    for (let n = 1; n <= 3; n++) await gateway.post(BOTH)
    gateway.ports.clock.advance(30_000)
    await gateway.post(BOTH)
    expect((await circuit(gateway)).state).toBe(2)
  })

  it('stays closed when the subgraph answers with errors, and when clients go away', async () => {
    const { gateway, faultyServer } = await startMisbehaving()
    for (let n = 1; n <= 3; n++) await gateway.post('{ secretive }')
    faultyServer.behave(hangs)
    for (let n = 1; n <= 5; n++) {
      const client = new AbortController()
      const asked = faultyServer.requests()
      const post = fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: BOTH }),
        signal: client.signal,
      }).catch(() => 'gone')
      await waitUntil(async () => expect(await faultyServer.requests()).toBe(asked + 1))
      client.abort()
      await post
      await waitUntil(async () => expect(await requestsBy(gateway, 'aborted')).toBe(n))
    }
    faultyServer.behave()
    expect((await gateway.post(BOTH)).errors).toEqual([])
    expect((await circuit(gateway)).state).toBe(0)
  })

  it('does not get in the way of subscriptions', async () => {
    const { gateway, faultyServer } = await startMisbehaving(NO_RETRIES, 'jobs')
    faultyServer.behave(hangsUp)
    for (let n = 1; n <= 3; n++) await gateway.post(BOTH)
    expect((await circuit(gateway, 'jobs')).state).toBe(2)
    const query = 'subscription { jobUpdated(id: "j1") { status owner { name } } }'
    await using results = new Results(gateway.connect(), { query })
    expect((await results.next()).data).toEqual({ jobUpdated: { status: 'NEW', owner: { name: 'Ada' } } })
  })
})

/** How many requests to the people ended so. */
const requestsBy = ({ url }: TestGateway, outcome: string) =>
  metricValue(url, 'gateway_subgraph_requests_total', { subgraph: 'people', outcome })

describe('a retry', () => {
  it('gets a query through whose connection was lost', async () => {
    const { gateway, faultyServer } = await startMisbehaving()
    faultyServer.once(hangsUp)
    expect((await gateway.post(BOTH)).errors).toEqual([])
    expect(faultyServer.requests()).toBe(2)
    expect(await requestsBy(gateway, 'unreachable')).toBe(1)
    expect(await requestsBy(gateway, 'answered')).toBe(1)
  })

  it('gets a query through that came while the subgraph was too busy', async () => {
    const { gateway, faultyServer } = await startMisbehaving()
    faultyServer.once(says(503, '{"errors":[{"message":"busy"}]}', { 'retry-after': '0' }))
    expect((await gateway.post(BOTH)).errors).toEqual([])
  })

  it('is not made of mutations', async () => {
    const { gateway, faultyServer } = await startMisbehaving()
    faultyServer.once(hangsUp)
    const { errors } = await gateway.post('mutation { rename(id: "ada", name: "Countess") { name } }')
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }])
    expect(faultyServer.requests()).toBe(1)
  })
})

describe('limits on time', () => {
  it('end an operation whose subgraphs have all the time', async () => {
    const { gateway, faultyServer } = await startMisbehaving({ SUBGRAPH_TIMEOUT_MS: '0', OPERATION_TIMEOUT_MS: '100' })
    faultyServer.behave(hangs)
    expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
  })

  it('can be other ones for single subgraphs', async () => {
    const { gateway, faultyServer } = await startMisbehaving({
      SUBGRAPH_TIMEOUT_MS: '0',
      OPERATION_TIMEOUT_MS: '0',
      SUBGRAPH_TIMEOUTS: 'people=100',
    })
    faultyServer.behave(hangs)
    expect(await gateway.post(BOTH)).toMatchObject(PARTIAL)
  })
})

describe('figures of subgraphs', () => {
  it('tell how long requests took and how they ended, and go when the subgraph goes', async () => {
    const { gateway } = await startMisbehaving()
    await gateway.post('{ me job(id: "j1") { status } secretive }')
    const { value } = await readMetrics(gateway.url)
    const timed = 'gateway_subgraph_request_duration_seconds_count'
    expect([value(timed, { subgraph: 'people' }), value(timed, { subgraph: 'jobs' })]).toEqual([1, 1])
    expect(await requestsBy(gateway, 'errors')).toBe(1)
    const alone = {
      ...gateway.people,
      typeDefs: gateway.people.typeDefs.replace('type Mutation', 'type Mutation @shareable'),
    }
    gateway.replaceSupergraph(gateway.supergraphOf([alone]))
    const subgraphs = async () => {
      const { all } = await readMetrics(gateway.url)
      return new Set(all.flatMap(({ labels }) => labels.subgraph ?? []))
    }
    await waitUntil(() => expect(subgraphs()).not.toContain('jobs'))
    expect(await subgraphs()).toContain('people')
  })
})
