import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { describe, expect, it } from 'vitest'

const shop = (name: string, typeDefs: string): TestSubgraph => ({
  name,
  typeDefs,
  resolvers: {
    Query: { thing: () => ({ id: '1' }) },
    Thing: { __resolveReference: (reference: object) => reference, stock: () => name },
  },
})

const old = shop('old', 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! stock: String }')
const moved = shop(
  'moved',
  'type Thing @key(fields: "id") { id: ID! stock: String @override(from: "old", label: "percent(25)") }',
)

describe('a field that moves to another subgraph for a part of the requests', () => {
  it.each([
    [0.24, 'moved'],
    [0.25, 'old'],
  ])('is answered, when the dice show %s, by %s', async (dice, service) => {
    const { run } = inProcessSupergraph([old, moved], { random: () => dice })
    expect((await run('{ thing { stock } }')).data).toEqual({ thing: { stock: service } })
  })

  it('is decided for each request anew', async () => {
    const dice = [0.9, 0.1, 0.9]
    const { run } = inProcessSupergraph([old, moved], { random: () => dice.shift() ?? 0 })
    const answers: string[] = []
    for (let i = 0; i < 3; i++) answers.push((await run('{ thing { stock } }')).data.thing.stock)
    expect(answers).toEqual(['old', 'moved', 'old'])
  })
})
