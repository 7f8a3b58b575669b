import { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { get, type JsonObject } from '../graphql/json.ts'
import { AnswerBytes } from '../protection/answerBytes.ts'
import type { SubgraphReply } from '../transport/subgraphTransport.ts'
import type { UpstreamSink } from '../transport/subscriptionTransport.ts'
import type { StreamItem } from './resultStream.ts'
import type { Claim } from './sharedResults.ts'
import { SharedUpstreams } from './sharedUpstreams.ts'
import type { Delivery } from './upstream.ts'

/** What the subgraph tells the subscription that was opened last. */
let subgraph: UpstreamSink
let upstreams: SharedUpstreams

beforeEach(() => {
  const transport = {
    subscribe(_: unknown, sink: UpstreamSink) {
      subgraph = sink
      return () => {}
    },
  }
  upstreams = new SharedUpstreams(transport)
})

const NAMED = 'subscription { job(id: "j1") { __typename id version } }'
const FEED = 'subscription { job { __typename id version } }'

const ADA = { caller: 'ada', address: 'here' }

/** A subscriber that lets everything wait. */
function join(operation = NAMED, variables: JsonObject = {}, source = ADA): Delivery[] {
  const waiting: Delivery[] = []
  const request = { service: 'jobs', url: 'http://jobs/graphql', operation, variables, extensions: {} }
  upstreams.join(
    request,
    { source, keyFields: new Map([['Job', ['id']]]) },
    {
      next: delivery => waiting.push(delivery),
      failed: () => {},
      completed: () => {},
    },
  )
  return waiting
}

const job = (version: number, id: string | number | null = 'j1'): SubgraphReply => ({
  data: { job: { __typename: 'Job', id, version } },
})

const answers = new AnswerBytes({ perCaller: Infinity, inAll: Infinity }, new LoopTurns())

interface Taken {
  key?: string
  size?: number
  make?: () => string
  in?: AnswerBytes
}

/** Asks for the result of an event. */
function claimFrom(
  delivery: Delivery | undefined,
  { key = 'same', size = 1, make = () => key, in: room = answers }: Taken,
): Claim<StreamItem> {
  const claim = delivery?.results.claim(key, {
    bytes: 0,
    hold: () => room.hold(ADA),
    make: async () => ({ kind: 'result', json: make() }),
    sizeOf: () => size,
  })
  if (!claim) throw new Error('There is no event.')
  return claim
}

/** Takes the result of an event, and sends it at once. */
async function takeFrom(delivery: Delivery | undefined, taken: Taken): Promise<void> {
  const claim = claimFrom(delivery, taken)
  await claim.make()
  claim.release()
}

const versionsOf = (deliveries: Delivery[]) =>
  deliveries.map(({ event }) => get(event.data?.job as JsonObject, 'version'))

describe('subscribers of one subscription to a subgraph', () => {
  it('share the result of an event, also when one of them takes it later', async () => {
    const [slow, quick] = [join(), join()]
    const made: string[] = []
    subgraph.next(job(1))
    for (const [delivery] of [quick, quick, slow])
      await takeFrom(delivery, { make: () => made.push('made').toString() })
    expect(made).toHaveLength(1)
  })

  it('keep so many bytes of results at most that nobody sends', async () => {
    const waiting = join()
    const made: string[] = []
    const take = (key: string) => takeFrom(waiting[0], { key, size: 1_000_000, make: () => made.push(key).toString() })
    subgraph.next(job(1))
    for (const key of ['a', 'b', 'b', 'c', 'd', 'e', 'a', 'e']) await take(key)
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'a'])
  })

  it('have results that were kept counted again as long as somebody sends them', async () => {
    const waiting = join()
    const room = new AnswerBytes({ perCaller: Infinity, inAll: Infinity }, new LoopTurns())
    subgraph.next(job(1))
    const claims: Claim<StreamItem>[] = []
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await takeFrom(waiting[0], { key, size: 1_000_000, in: room })
      expect(room.total).toBe(claims.length * 1_000_000)
      claims.push(claimFrom(waiting[0], { key, size: 1_000_000, in: room }))
    }
    claims.push(claimFrom(waiting[0], { key: 'a', size: 1_000_000, in: room }))
    expect(room.total).toBe(6_000_000)
    for (const claim of claims) claim.release()
    expect(room.total).toBe(0)
  })

  it('wait for room also for results that were kept', async () => {
    const waiting = join()
    const room = new AnswerBytes({ perCaller: 1_500_000, inAll: Infinity }, new LoopTurns())
    const claim = (key: string) => claimFrom(waiting[0], { key, size: 1_000_000, in: room })
    subgraph.next(job(1))
    for (const key of ['a', 'b']) await takeFrom(waiting[0], { key, size: 1_000_000, in: room })
    const [first, given] = [claim('a'), claim('b')]
    expect(first.room).toBeUndefined()
    expect(given.room).toBeDefined()
    given.release()
    const second = claim('b')
    await new Promise(setImmediate)
    expect(second.room).toBeDefined()
    expect(room.total).toBe(1_000_000)
    first.release()
    await second.room
    expect(second.room).toBeUndefined()
    expect(room.total).toBe(1_000_000)
  })

  it('are those of one caller at one address', () => {
    join()
    for (const source of [{ ...ADA, caller: 'bob' }, { ...ADA, address: 'there' }, ADA]) join(NAMED, {}, source)
    expect(upstreams.size).toBe(3)
  })

  it('are told of no newer state that could make up for an event with errors', () => {
    const waiting = join()
    subgraph.next({ ...job(1), errors: [{ message: 'The picture is broken.' }] })
    subgraph.next(job(2))
    expect(waiting.map(({ identity }) => identity?.version)).toEqual([undefined, 2])
  })
})

describe('a subscriber that comes later', () => {
  it.each<[string, string, JsonObject, string | number]>([
    ['in a text', NAMED, {}, 'j1'],
    ['in a number', 'subscription { job(id: 7) { __typename id version } }', {}, '7'],
    ['in a variable', 'subscription ($of: ID!) { job(id: $of) { __typename id version } }', { of: 'j1' }, 'j1'],
    [
      'in an input object',
      'subscription ($in: In) { job(by: [{ it: $in }]) { __typename id version } }',
      { in: { id: 7 } },
      '7',
    ],
  ])('shares a subscription that names its entity %s, and is told the latest state', (_, operation, variables, id) => {
    const first = join(operation, variables)
    for (const version of [1, 2]) subgraph.next(job(version, id))
    const later = join(operation, variables)
    subgraph.next(job(3, id))
    expect([versionsOf(first), versionsOf(later)]).toEqual([
      [1, 2, 3],
      [2, 3],
    ])
    expect(upstreams.size).toBe(1)
  })

  it.each<[string, string, JsonObject]>([
    ['a feed', FEED, {}],
    ['a feed of another thing', 'subscription { job(project: "p1") { __typename id version } }', {}],
    ['a feed whose variables name it elsewhere', 'subscription ($a: ID) { job { note(of: $a) } }', { a: 'j1' }],
  ])('hears nothing of the past of %s', (_, operation, variables) => {
    const first = join(operation, variables)
    subgraph.next(job(1))
    const later = join(operation, variables)
    expect(upstreams.size).toBe(2)
    subgraph.next(job(2))
    expect([versionsOf(first), versionsOf(later)]).toEqual([[1], [2]])
  })

  it('has a subscription of its own where other entities, or none, went by', () => {
    join()
    subgraph.next(job(1))
    subgraph.next(job(1, 'j2'))
    subgraph.next(job(2))
    expect(join()).toEqual([])
    subgraph.next({ data: { job: null } })
    expect(join()).toEqual([])
    expect(upstreams.size).toBe(3)
  })

  it('shares a subscription of any kind while nothing went by', () => {
    const all = [join(FEED), join(FEED)]
    subgraph.next(job(1))
    expect(all.map(versionsOf)).toEqual([[1], [1]])
    expect(upstreams.size).toBe(1)
  })
})

describe('entities without a key', () => {
  it('are not taken for one', () => {
    const waiting = join(FEED)
    subgraph.next(job(1, null))
    subgraph.resumed()
    subgraph.next(job(1, null))
    expect(waiting.map(({ identity }) => identity)).toEqual([undefined, undefined])
  })
})
