import { beforeEach, describe, expect, it } from 'vitest'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'
import type { UpstreamSink } from '../transport/webSocketTransport.ts'
import { SharedUpstreams } from './sharedUpstreams.ts'
import type { Delivery } from './upstream.ts'

/** What the subgraph's one subscription tells. */
let subgraph: UpstreamSink
let upstreams: SharedUpstreams

beforeEach(() => {
  const transport = {
    subscribe(_: unknown, sink: UpstreamSink) {
      subgraph = sink
      return () => {}
    },
  }
  upstreams = new SharedUpstreams(transport, { keptBytes: 1_000_000 })
})

/** A subscriber that lets everything wait. */
function join(): Delivery[] {
  const waiting: Delivery[] = []
  const request = { service: 'jobs', url: 'http://jobs/graphql', operation: 'x', variables: {}, extensions: {} }
  upstreams.join(request, new Map([['Job', ['id']]]), {
    next: delivery => waiting.push(delivery),
    failed: () => {},
    completed: () => {},
  })
  return waiting
}

const job = (version: number): SubgraphReply => ({ data: { job: { __typename: 'Job', id: 'j1', version } } })

describe('subscribers of one subscription to a subgraph', () => {
  it('share the results of the newest events, and those of older ones do not wait with whoever is behind', async () => {
    const slow = join()
    const quick = join()
    const made: string[] = []
    const take = (delivery: Delivery | undefined, who: string) =>
      delivery?.results.get('same', async () => {
        made.push(who)
        return { kind: 'result', json: who }
      })
    for (let version = 1; version <= 20; version += 1) {
      subgraph.next(job(version))
      await take(quick.at(-1), 'quick')
    }
    expect(await take(slow.at(-1), 'slow')).toMatchObject({ json: 'quick' })
    expect(await take(slow[0], 'slow')).toMatchObject({ json: 'slow' })
    expect(await take(slow[0], 'slow')).toMatchObject({ json: 'slow' })
    expect(made.filter(who => who === 'slow')).toHaveLength(2)
  })

  it('are told of no newer state that could make up for an event with errors', () => {
    const waiting = join()
    subgraph.next({ ...job(1), errors: [{ message: 'The picture is broken.' }] })
    subgraph.next(job(2))
    expect(waiting.map(({ identity }) => identity?.version)).toEqual([undefined, 2])
  })
})
