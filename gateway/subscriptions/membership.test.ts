import { beforeEach, describe, expect, it } from 'vitest'
import { get, type JsonObject } from '../graphql/json.ts'
import { SubgraphFetchError } from '../transport/subgraphTransport.ts'
import type { UpstreamRequest, UpstreamSink } from '../transport/subscriptionTransport.ts'
import { SharedUpstreams } from './sharedUpstreams.ts'

/** The subscriptions that were opened, in order. */
let opened: { request: UpstreamRequest; sink: UpstreamSink; isOpen: boolean }[]
let upstreams: SharedUpstreams
let heard: unknown[]

beforeEach(() => {
  opened = []
  heard = []
  const transport = {
    subscribe(request: UpstreamRequest, sink: UpstreamSink) {
      const entry = { request, sink, isOpen: true }
      opened.push(entry)
      return () => {
        entry.isOpen = false
      }
    },
  }
  upstreams = new SharedUpstreams(transport)
})

const ADA = { caller: 'ada', address: 'here' }

const request = (authorization: string): UpstreamRequest => ({
  service: 'jobs',
  url: 'http://jobs/graphql',
  operation: 'subscription { jobUpdated(id: "j1") { __typename id version } }',
  variables: {},
  extensions: { authorization },
})

const join = (authorization: string) =>
  upstreams.join(
    request(authorization),
    { source: ADA, keyFields: new Map([['Job', ['id']]]) },
    {
      next: ({ event }) => heard.push(get(event.data?.jobUpdated as JsonObject, 'version')),
      failed: cause => heard.push(cause.reason),
      completed: () => heard.push('completed'),
    },
  )

const job = (version: number, id = 'j1') => ({ data: { jobUpdated: { __typename: 'Job', id, version } } })
const tick = (version: string) => ({ data: { jobUpdated: { version } } })
const isOpen = () => opened.map(entry => entry.isOpen)

describe('a subscriber that moves to a newer token', () => {
  it('leaves the older subscription when the newer has brought its first event', () => {
    const membership = join('old')
    opened[0]?.sink.next(job(1))
    membership.moveTo(request('new'))
    expect(isOpen()).toEqual([true, true])
    opened[0]?.sink.next(job(2))
    opened[1]?.sink.next(job(2))
    expect(isOpen()).toEqual([false, true])
    opened[1]?.sink.next(job(3))
    expect(heard).toEqual([1, 2, 3])
    expect(upstreams.size).toBe(1)
  })

  it('is not told states again that it knows, nor older ones of a subgraph that lags', () => {
    const membership = join('old')
    opened[0]?.sink.next(job(5))
    opened[0]?.sink.next(job(2, 'j2'))
    membership.moveTo(request('new'))
    for (const event of [job(3), job(4), job(2, 'j2'), job(5), job(6), job(3, 'j2')]) opened[1]?.sink.next(event)
    expect(heard).toEqual([5, 2, 6, 3])
  })

  it('does not notice that the older subscription ends with its token', () => {
    const membership = join('old')
    membership.moveTo(request('new'))
    opened[0]?.sink.completed()
    opened[1]?.sink.next(job(1))
    expect(heard).toEqual([1])
    opened[1]?.sink.completed()
    expect(heard).toEqual([1, 'completed'])
  })

  it('ends when the newer subscription does', () => {
    join('old').moveTo(request('new'))
    opened[1]?.sink.failed(new SubgraphFetchError('jobs', 'unreachable', { message: 'gone' }))
    expect(heard).toEqual(['unreachable'])
    expect(opened[0]?.isOpen).toBe(false)
    expect(upstreams.size).toBe(0)
  })

  it('may move again before the first move is done', () => {
    const membership = join('old')
    membership.moveTo(request('new'))
    membership.moveTo(request('newest'))
    expect(isOpen()).toEqual([true, false, true])
    opened[0]?.sink.next(tick('a'))
    opened[2]?.sink.next(tick('b'))
    expect(heard).toEqual(['a', 'b'])
    expect(isOpen()).toEqual([false, false, true])
  })

  it('joins those who came to the newer token before', () => {
    join('new')
    opened[0]?.sink.next(job(7))
    const membership = join('old')
    membership.moveTo(request('new'))
    expect(isOpen()).toEqual([true, false])
    expect(heard).toEqual([7, 7])
  })

  it('stays where it is when the token is the same', () => {
    join('old').moveTo(request('old'))
    expect(isOpen()).toEqual([true])
  })

  it('leaves both when it goes', () => {
    const membership = join('old')
    membership.moveTo(request('new'))
    membership.leave()
    expect(isOpen()).toEqual([false, false])
    expect(upstreams.size).toBe(0)
  })
})
