import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { expect, it } from 'vitest'

type Shapes = Record<string, unknown>

const drawings: TestSubgraph = {
  name: 'drawings',
  typeDefs: `
    type Query { drawing: Drawing }
    type Drawing @key(fields: "id") { id: ID! parts: [Part!] frame: Shape paper: Paper }
    union Part = Circle | Text
    interface Shape { area: Int }
    type Circle implements Shape { area: Int }
    type Square implements Shape { area: Int }
    type Text { words(from: Int = 0): String }
    type Paper { weight: Int }`,
  resolvers: {
    Query: { drawing: () => ({ id: '1' }) },
    Drawing: {
      __resolveReference: (reference: Shapes) => reference,
      parts: () => [
        { __typename: 'Circle', area: 3 },
        { __typename: 'Text', words: 'hello' },
      ],
      frame: () => ({ __typename: 'Square', area: 4 }),
      paper: () => ({ weight: 80 }),
    },
  },
}

const prints: TestSubgraph = {
  name: 'prints',
  typeDefs: `
    type Drawing @key(fields: "id") {
      id: ID!
      parts: [Part!] @external
      frame: Shape @external
      paper: Paper @external
      ofUnion: String @requires(fields: "parts { ... on Circle { area } ... on Text { words(from: 2) } }")
      ofInterface: String @requires(fields: "frame { area }")
      ofObject: String @requires(fields: "paper { weight }")
    }
    union Part = Circle | Text
    interface Shape { area: Int }
    type Circle implements Shape { area: Int @external }
    type Square implements Shape { area: Int @external }
    type Text { words(from: Int = 0): String @external }
    type Paper { weight: Int @external }`,
  resolvers: {
    Drawing: {
      ofUnion: ({ parts }: Shapes) => JSON.stringify(parts),
      ofInterface: ({ frame }: Shapes) => JSON.stringify(frame),
      ofObject: ({ paper }: Shapes) => JSON.stringify(paper),
    },
  },
}

const { run } = inProcessSupergraph([drawings, prints])

it.each([
  [
    'a union name their types',
    'ofUnion',
    [
      { __typename: 'Circle', area: 3 },
      { __typename: 'Text', words: 'hello' },
    ],
  ],
  ['an interface name their types', 'ofInterface', { __typename: 'Square', area: 4 }],
  ['an object type are what is required alone', 'ofObject', { weight: 80 }],
])('required values of %s', async (_, field, sent) => {
  const { data, errors } = await run(`{ drawing { ${field} paper { __typename } } }`)
  expect(errors).toBeUndefined()
  expect(JSON.parse(data.drawing[field])).toEqual(sent)
})
