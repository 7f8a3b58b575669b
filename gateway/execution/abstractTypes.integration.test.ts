import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

const media: TestSubgraph = {
  name: 'media',
  typeDefs: `
    type Query { shelf: [Media!]! best: Media search: [Hit] hidden: [Media] newest: Media @shareable }
    interface Media @key(fields: "id") { id: ID! title: String! }
    type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int! }
    type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int }
    type Draft implements Media @key(fields: "id") @inaccessible { id: ID! title: String! }
    union Hit = Book | Film`,
  resolvers: {
    Query: {
      shelf: () => [book, film],
      best: () => film,
      newest: () => book,
      search: () => [film, null, book],
      hidden: () => [book, { __typename: 'Draft', id: 'd1', title: 'Secret' }],
    },
    Media: { __resolveReference: ({ id }: { id: string }) => (id === 'b1' ? book : film) },
    Book: { __resolveReference: () => book },
    Film: { __resolveReference: () => film },
  },
}
const book = { __typename: 'Book', id: 'b1', title: 'Dune', pages: 600 }
const film = { __typename: 'Film', id: 'f1', title: 'Alien', minutes: 117 }

/** Knows that the newest medium is a book, so that it has no need to say so. */
const news: TestSubgraph = {
  name: 'news',
  typeDefs: `
    type Query { newest: Book @shareable }
    type Book @key(fields: "id") { id: ID! headline: String }`,
  resolvers: {
    Query: { newest: () => ({ id: 'b1' }) },
    Book: { __resolveReference: ({ id }: { id: string }) => ({ id }), headline: () => 'Sand sells' },
  },
}

/** Knows every medium as one object, without knowing which kinds there are. */
const reviews: TestSubgraph = {
  name: 'reviews',
  typeDefs: `
    type Query { reviewed: [Media!]! }
    type Media @key(fields: "id") @interfaceObject {
      id: ID! title: String! @external reviews: [Review!]! stars: Int slogan: String! @requires(fields: "title")
    }
    type Review { text: String! of: Media! }`,
  resolvers: {
    Query: { reviewed: () => [{ id: 'b1' }, { id: 'f1' }] },
    Media: {
      __resolveReference: (reference: object) => reference,
      reviews: ({ id }: { id: string }) => [{ text: `On ${id}`, of: { id } }],
      stars: ({ id }: { id: string }) => (id === 'b1' ? 5 : null),
      slogan: ({ title }: { title?: string }) => {
        if (title === undefined) throw new Error('asked without what it requires')
        return `${title}!`
      },
    },
  },
}

const gateway = inProcessSupergraph([media, news, reviews])
const { run } = gateway
beforeEach(() => gateway.reset())

describe('interfaces and unions', () => {
  it('answer each runtime type with its own fields', async () => {
    const { data, errors } = await run('{ shelf { __typename title ... on Book { pages } ... on Film { minutes } } }')
    expect(errors).toBeUndefined()
    expect(data.shelf).toEqual([
      { __typename: 'Book', title: 'Dune', pages: 600 },
      { __typename: 'Film', title: 'Alien', minutes: 117 },
    ])
  })

  it('know their runtime type also where a subgraph has a narrower type', async () => {
    const { data, errors } = await run('{ newest { ... on Book { headline } } }')
    expect(errors).toBeUndefined()
    expect(data.newest).toEqual({ headline: 'Sand sells' })
  })

  it('keep nulls inside a list of unions', async () => {
    const { data } = await run('{ search { ... on Media { id } } }')
    expect(data.search).toEqual([{ id: 'f1' }, null, { id: 'b1' }])
  })

  it('never name a runtime type that clients may not know', async () => {
    const result = await run('{ hidden { id title } }')
    expect(result.data.hidden).toEqual([{ id: 'b1', title: 'Dune' }, null])
    expect(JSON.stringify(result)).not.toContain('Draft')
    expect(JSON.stringify(result)).not.toContain('Secret')
  })
})

describe('an interface object', () => {
  it('adds fields to every implementation', async () => {
    const { data, errors } = await run('{ shelf { id stars reviews { text } } }')
    expect(errors).toBeUndefined()
    expect(data.shelf).toEqual([
      { id: 'b1', stars: 5, reviews: [{ text: 'On b1' }] },
      { id: 'f1', stars: null, reviews: [{ text: 'On f1' }] },
    ])
  })

  it('learns the runtime type of what it answers from the subgraph that knows it', async () => {
    const { data, errors } = await run('{ reviewed { __typename id stars ... on Book { pages } } }')
    expect(errors).toBeUndefined()
    expect(data.reviewed).toEqual([
      { __typename: 'Book', id: 'b1', stars: 5, pages: 600 },
      { __typename: 'Film', id: 'f1', stars: null },
    ])
  })

  it('is followed through an object of its own', async () => {
    const { data, errors } = await run('{ best { reviews { text of { title __typename } } } }')
    expect(errors).toBeUndefined()
    expect(data.best.reviews).toEqual([{ text: 'On f1', of: { title: 'Alien', __typename: 'Film' } }])
  })

  it.each([
    [
      'one type, beside what is wanted of all',
      '{ shelf { stars ... on Film { slogan } } }',
      [{ stars: 5 }, { stars: null, slogan: 'Alien!' }],
    ],
    [
      'one type, beside what requires nothing',
      '{ shelf { ... on Book { slogan stars } } }',
      [{ stars: 5, slogan: 'Dune!' }, {}],
    ],
    ['all', '{ shelf { slogan ... on Book { pages } } }', [{ slogan: 'Dune!', pages: 600 }, { slogan: 'Alien!' }]],
  ])('asks what requires something of %s', async (_, query, shelf) => {
    expect(await run(query)).toEqual({ data: { shelf } })
  })
})
