import { describe, expect, it } from 'vitest'
import { SharedQueries } from './sharedQueries.ts'
import { SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

const QUERY: SubgraphRequest = {
  service: 'things',
  url: 'http://things/graphql',
  operationKind: 'query',
  body: '{"query":"{ a }"}',
  headers: { authorization: 'Bearer ada', 'x-forwarded-for': '1.1.1.1', traceparent: '00-1' },
  source: { caller: 'user:ada', address: 'address:1.1.1.1' },
}
const as = (authorization: string): SubgraphRequest => ({ ...QUERY, headers: { ...QUERY.headers, authorization } })

/** Shared queries before a subgraph that answers when the test has it answer. */
function newShared() {
  const sent: (PromiseWithResolvers<SubgraphReply> & { request: SubgraphRequest })[] = []
  const shared = new SharedQueries(request => {
    const exchange = { ...Promise.withResolvers<SubgraphReply>(), request }
    sent.push(exchange)
    return exchange.promise
  })
  return { shared, sent }
}

describe('the same query at the same time', () => {
  it('is sent once, and each has an answer of its own to change', async () => {
    const { shared, sent } = newShared()
    const answers = [shared.send(QUERY), shared.send({ ...QUERY }), shared.send({ ...QUERY })]
    expect(sent).toHaveLength(1)
    sent[0]?.resolve({ data: { a: { b: [1] } } })
    const datas = await Promise.all(answers.map(async answer => (await answer).data))
    expect(datas).toEqual([{ a: { b: [1] } }, { a: { b: [1] } }, { a: { b: [1] } }])
    expect(new Set(datas.map(data => data?.a)).size).toBe(3)
  })

  it('is one whatever its trace and the proxies that it came by', async () => {
    const { shared, sent } = newShared()
    shared.send(QUERY)
    shared.send({
      ...QUERY,
      headers: { ...QUERY.headers, 'x-forwarded-for': '1.1.1.1, 2.2.2.2', traceparent: '00-2', tracestate: 'a=1' },
    })
    expect(sent).toHaveLength(1)
  })

  it.each<[string, SubgraphRequest]>([
    ['another caller', as('Bearer bob')],
    ['another user', { ...QUERY, source: { caller: 'user:bob', address: 'address:1.1.1.1' } }],
    ['another address', { ...QUERY, source: { caller: 'user:ada', address: 'address:2.2.2.2' } }],
    ['nobody in particular', { ...QUERY, source: undefined }],
    ['nobody', { ...QUERY, headers: { traceparent: '00-1' } }],
    ['another body', { ...QUERY, body: '{"query":"{ b }"}' }],
    ['another URL', { ...QUERY, url: 'http://others/graphql' }],
    ['another header', { ...QUERY, headers: { ...QUERY.headers, 'accept-language': 'de' } }],
  ])('is another for %s', (_, other) => {
    const { shared, sent } = newShared()
    shared.send(QUERY)
    shared.send(other)
    expect(sent).toHaveLength(2)
  })

  it('fails for all when it fails', async () => {
    const { shared, sent } = newShared()
    const answers = [shared.send(QUERY), shared.send(QUERY)]
    const failure = new SubgraphFetchError('things', 'unreachable', { message: 'refused' })
    sent[0]?.reject(failure)
    expect(await Promise.allSettled(answers)).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ])
  })

  it('is sent again once it was answered', async () => {
    const { shared, sent } = newShared()
    const answer = shared.send(QUERY)
    sent[0]?.resolve({ data: {} })
    await answer
    shared.send(QUERY)
    expect(sent).toHaveLength(2)
  })
})

describe('the same query of nobody in particular', () => {
  const unsourced = (request: SubgraphRequest): SubgraphRequest => ({ ...request, source: undefined })

  it('is one for each authorization', () => {
    const { shared, sent } = newShared()
    for (const request of [QUERY, as('Bearer bob'), QUERY, as('Bearer bob')]) shared.send(unsourced(request))
    expect(sent).toHaveLength(2)
  })
})

describe('a change', () => {
  it('is seen by those who ask after the mutation was answered', async () => {
    const { shared, sent } = newShared()
    shared.send(QUERY)
    const mutation = shared.send({ ...as('Bearer bob'), operationKind: 'mutation' })
    shared.send(QUERY)
    expect(sent.map(({ request }) => request.operationKind)).toEqual(['query', 'mutation'])
    sent[1]?.resolve({ data: {} })
    await mutation
    shared.send(QUERY)
    expect(sent).toHaveLength(3)
  })

  it('is seen by those who ask after they were told of it', () => {
    const { shared, sent } = newShared()
    shared.send(QUERY)
    shared.forget()
    shared.send(QUERY)
    shared.send(QUERY)
    expect(sent).toHaveLength(2)
  })

  it('is made as often as it is asked for', () => {
    const { shared, sent } = newShared()
    shared.send({ ...QUERY, operationKind: 'mutation' })
    shared.send({ ...QUERY, operationKind: 'mutation' })
    expect(sent).toHaveLength(2)
  })
})

describe('somebody who goes away', () => {
  it('leaves the query to the others', async () => {
    const { shared, sent } = newShared()
    const client = new AbortController()
    const left = shared.send({ ...QUERY, signal: client.signal })
    const stayed = shared.send(QUERY)
    client.abort()
    await expect(left).rejects.toMatchObject({ reason: 'aborted' })
    expect(sent[0]?.request.signal?.aborted).toBe(false)
    sent[0]?.resolve({ data: { a: 1 } })
    expect(await stayed).toEqual({ data: { a: 1 } })
  })

  it('ends the query when nobody is left, and nobody joins it any more', async () => {
    const { shared, sent } = newShared()
    const [one, other] = [new AbortController(), new AbortController()]
    const answers = [one, other].map(({ signal }) => shared.send({ ...QUERY, signal }))
    const settled = Promise.allSettled(answers)
    let notices = 0
    sent[0]?.request.signal?.addEventListener('abort', () => {
      notices += 1
    })
    one.abort()
    expect(notices).toBe(0)
    other.abort()
    expect(notices).toBe(1)
    shared.send(QUERY)
    expect(sent).toHaveLength(2)
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

describe('an operation that must be over', () => {
  it('earlier than the query under way is sent alone', () => {
    const { shared, sent } = newShared()
    shared.send({ ...QUERY, deadline: 1_000 })
    shared.send({ ...QUERY, deadline: 1_001 })
    expect(sent).toHaveLength(1)
    shared.send({ ...QUERY, deadline: 999 })
    expect(sent).toHaveLength(2)
  })

  it('later goes on by itself when the time of the first has run out', async () => {
    const { shared, sent } = newShared()
    const first = shared.send({ ...QUERY, deadline: 1_000 })
    const second = shared.send({ ...QUERY, deadline: 2_000 })
    sent[0]?.reject(new SubgraphFetchError('things', 'deadline', { message: 'late' }))
    await expect(first).rejects.toMatchObject({ reason: 'deadline' })
    expect(sent[1]?.request.deadline).toBe(2_000)
    sent[1]?.resolve({ data: { a: 1 } })
    expect(await second).toEqual({ data: { a: 1 } })
  })
})
