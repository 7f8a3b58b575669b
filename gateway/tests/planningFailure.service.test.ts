import type { TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { type OwnGateway, startOwnGateway } from '@atelier/testkit/gateway/ownGateway.ts'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'

const people: TestSubgraph = {
  name: 'people',
  typeDefs: `
    type Query { me: Person found: Found }
    type Mutation { rename: Person }
    type Subscription { renamed: Person }
    union Found = Person
    type Person @key(fields: "id") { id: ID! name: String friends: [Person!] }`,
  resolvers: { Query: { me: () => ({ id: '1', name: 'Ada', friends: [] }) } },
}

const jobs: TestSubgraph = {
  name: 'jobs',
  typeDefs: 'type Query { other: Int } type Person @key(fields: "id") { id: ID! job: Job } type Job { title: String }',
  resolvers: {},
}

/** A supergraph that no composer makes: the subgraph of jobs cannot be entered by the key of a person. */
const withoutWay = (sdl: string) => sdl.replace('@join__type(graph: JOBS, key: "id")', '@join__type(graph: JOBS)')

describe('an operation that cannot be planned', () => {
  let gateway: OwnGateway
  beforeAll(async () => {
    gateway = await startOwnGateway([people, jobs], { change: withoutWay })
  })
  afterAll(() => gateway.close())
  beforeEach(() => gateway.log.clear())

  it.each([
    ['query Mine { other me { name job { title } } }', 'query Mine', 'me.job.title', 'Job.title'],
    [
      '{ me { id friends { friends { my: name boss: job { of: title } } } } }',
      'query (anonymous)',
      'me.friends.friends.job.title',
      'Job.title',
    ],
    [
      'query Two { me { name } found { ... on Person { name job { title } } } }',
      'query Two',
      'found.job.title',
      'Job.title',
    ],
    [
      'mutation Rename { rename { name ...Work } } fragment Work on Person { job { title } }',
      'mutation Rename',
      'rename.job.title',
      'Job.title',
    ],
  ])(
    'is told to the client by its field, and to the log by operation, field and subgraphs: %s',
    async (query, operation, path, field) => {
      for (const _ of ['planned', 'known']) {
        gateway.log.clear()
        const { errors, data } = await gateway.post(query)
        expect(data).toBeNull()
        expect(errors).toEqual([
          {
            message: expect.stringMatching(new RegExp(`because of \`${path}\`.*leave the field out`)),
            extensions: { code: 'QUERY_PLANNING_FAILED', traceId: expect.any(String) },
          },
        ])
        expect(errors[0]?.message).not.toMatch(/jobs|people|assert/i)
        expect(gateway.log.find('planning failed')).toMatchObject([
          { operation, path, field, subgraphs: ['people', 'jobs'], traceId: errors[0]?.extensions.traceId },
        ])
      }
    },
  )

  it('is told by WebSocket, too', async () => {
    const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
    const results = client.iterate({ query: 'subscription S { renamed { job { title } } }' })
    const failure = await results.next().then(
      ({ value }) => value?.errors,
      error => error,
    )
    expect(failure).toMatchObject([{ message: expect.stringContaining('`renamed.job.title`') }])
    expect(gateway.log.find('planning failed')).toMatchObject([{ operation: 'subscription S', field: 'Job.title' }])
    await client.dispose()
  })

  it('leaves the rest of the supergraph answered', async () => {
    const { data, errors } = await gateway.post('{ me { name } }')
    expect({ data, errors }).toEqual({ data: { me: { name: 'Ada' } }, errors: [] })
  })
})
