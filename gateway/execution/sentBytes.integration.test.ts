import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

const noting = (name: string): TestSubgraph => ({
  name,
  typeDefs: `
    type Query { ${name}: String }
    type Mutation { ${name}(text: String!): String }`,
  resolvers: { Mutation: { [name]: () => name } },
})

const gateway = inProcessSupergraph([noting('left'), noting('right')], { maxSentBytes: 100_000 })
beforeEach(() => gateway.reset())

/** Each of the fields, in turn, is an operation of its own. */
const inTurn = (fields: number) =>
  `mutation ($text: String!) { ${Array.from({ length: fields }, (_, n) => `a${n}: ${n % 2 ? 'left' : 'right'}(text: $text)`).join(' ')} }`

describe('what one operation sends to subgraphs', () => {
  it('is bounded in all, whatever is sent again and again', async () => {
    const { data, errors } = await gateway.run(inTurn(50), { text: 'x'.repeat(30_000) })
    expect(gateway.sent).toHaveLength(3)
    expect(data).toMatchObject({ a0: 'right', a1: 'left', a2: 'right', a3: null, a49: null })
    expect(errors).toHaveLength(47)
    expect(errors[0]).toEqual({
      message:
        'The operation would send more than 100000 bytes to subgraphs. Send smaller variables, or split the operation.',
      path: ['a3'],
      extensions: { code: 'COST_LIMIT_EXCEEDED' },
    })
  })

  it('counts bytes, not characters', async () => {
    await gateway.run(inTurn(50), { text: 'é'.repeat(30_000) })
    expect(gateway.sent).toHaveLength(1)
  })

  it('counts for each operation by itself', async () => {
    for (let n = 0; n < 5; n += 1)
      expect((await gateway.run(inTurn(2), { text: 'x'.repeat(40_000) })).errors).toBeUndefined()
  })
})
