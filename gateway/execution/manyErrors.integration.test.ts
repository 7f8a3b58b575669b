import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseReply } from '../transport/parseReply.ts'

const lists: TestSubgraph = {
  name: 'lists',
  typeDefs: 'type Query { many: [E!] none: String } type E @key(fields: "id") { id: ID! }',
  resolvers: { Query: { many: () => Array.from({ length: 300 }, () => ({ id: '1' })), none: () => 'none' } },
}

const extras: TestSubgraph = {
  name: 'extras',
  typeDefs: 'type Query { must: String! may: String } type E @key(fields: "id") { id: ID! must: String! may: String }',
  resolvers: {},
}

const gateway = inProcessSupergraph([lists, extras])
const { run, instead } = gateway
const { logger, lines, clear } = captureLog({ level: 'debug' })
gateway.engine.log = logger

beforeEach(() => {
  gateway.reset()
  clear()
})

const errors = (count: number, path: (string | number)[]) =>
  Array.from({ length: count }, (_, index) => ({ message: `e${index}`, path }))

const REST = { message: 'There were more errors, which are left out: 49900 of extras.' }

describe('a subgraph that answers with very many errors', () => {
  it('is told of by a hundred of them and by how many more there were, in the answer and in the log', async () => {
    instead.set('extras', { data: { may: null }, errors: errors(50_000, ['may']) })
    const result = await run('{ may none }')
    expect(result.data).toEqual({ may: null, none: 'none' })
    expect(result.errors).toHaveLength(101)
    expect(result.errors[0].path).toEqual(['may'])
    expect(result.errors[100]).toEqual({
      ...REST,
      extensions: { code: 'INTERNAL_SERVER_ERROR', traceId: 'trace', moreErrors: { extras: 49_900 } },
    })
    expect(lines).toHaveLength(101)
    expect(lines[100]).toMatchObject({ moreErrors: { extras: 49_900 }, traceId: 'trace' })
  })

  it('is told of in few of the many places where an entity stands', async () => {
    instead.set('extras', { data: { _entities: [null] }, errors: errors(50_000, ['_entities', 0, 'may']) })
    const result = await run('{ many { may } none }')
    expect(result.data.many).toHaveLength(300)
    expect(result.errors).toHaveLength(101)
    expect(result.errors[99].path).toEqual(['many', 99, 'may'])
    // Of the first error, 200 places; then all the others.
    expect(result.errors[100].extensions.moreErrors).toEqual({ extras: 50_199 })
  })

  it('has explained the nulls that follow, also by errors that are not told', async () => {
    instead.set('extras', {
      data: { must: null },
      errors: [...errors(100, ['may']), { message: 'that is why', path: ['must'] }],
    })
    const result = await run('{ may must }')
    expect(result.data).toBeNull()
    expect(result.errors).toHaveLength(101)
    expect(result.errors[100].extensions.moreErrors).toEqual({ extras: 1 })
  })

  it('has a hundred of them read, and the others counted', () => {
    const read = (count: number) => parseReply(JSON.stringify({ data: null, errors: errors(count, ['may']) }))
    expect(read(100)).toMatchObject({ errors: { length: 100 }, moreErrors: undefined })
    expect(read(50_000)).toMatchObject({ errors: { length: 100 }, moreErrors: 49_900 })
  })

  it('counts those that were not read', async () => {
    instead.set('extras', { data: { may: null }, errors: errors(100, ['may']), moreErrors: 49_900 })
    expect((await run('{ may }')).errors[100]).toMatchObject(REST)
  })
})
