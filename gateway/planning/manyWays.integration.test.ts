import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { newPlannerCounters } from '../observability/plannerCounters.ts'
import { runOperation } from '../pipeline/runOperation.ts'
import { OperationPlans } from './operationPlans.ts'

const twenty = (name: string): string[] => Array.from({ length: 20 }, (_, index) => `${name}${index}`)
const fields = { one: twenty('name'), two: twenty('bio'), three: twenty('job') }

/** Three subgraphs that all have the ways to the next people, and of which each has something that no other has. */
const people = Object.entries(fields).map(([name, own]) => ({
  name,
  typeDefs: `${name === 'one' ? 'type Query { p: P }' : ''}
    type P @key(fields: "id") { id: ID! next: P @shareable last: P @shareable ${own.map(field => `${field}: Int`)} }`,
  resolvers: { Query: { p: () => null } },
}))

/** An entity that six subgraphs share. */
const shared = Array.from({ length: 6 }, (_, index) => ({
  name: `s${index}`,
  typeDefs: `${index ? '' : 'type Query { p: P }'}
    type P @key(fields: "id") { id: ID! next: P @shareable name: String @shareable own${index}: Int }`,
  resolvers: { Query: { p: () => null } },
}))

const chain = (levels: number): string => `bio1 job1 name1 ${levels > 1 ? `next { ${chain(levels - 1)} }` : ''}`

/** Not too many ways to each field, and many fields. */
const tree = (levels: number): string => {
  const below = levels > 1 ? tree(levels - 1) : ''
  return `${Object.values(fields).flat().join(' ')} ${below && `next { ${below} } last { ${below} }`}`
}

const kinds = Array.from({ length: 12 }, (_, index) => `Kind${index}`)

const thingIn = (subgraph: string, index: number): object => ({
  __typename: kinds[index % kinds.length],
  id: kinds[index % kinds.length],
  size: index % kinds.length,
  detail: { [subgraph]: index },
  next: () => thingIn(subgraph, index + 1),
})

/**
 * An interface of many types, whose things have the same fields in any of three subgraphs, but not in the one that
 * begins. Of their details, which have no key, each of the three knows one.
 */
const things = [
  {
    name: 'first',
    typeDefs: `type Query { things: [Thing!]! } interface Thing { id: ID! }
      ${kinds.map(kind => `type ${kind} implements Thing @key(fields: "id") { id: ID! }`).join(' ')}`,
    resolvers: { Query: { things: () => kinds.map(kind => ({ __typename: kind, id: kind })) } },
  },
  ...['second', 'third', 'fourth'].map(name => ({
    name,
    typeDefs: `interface Thing { id: ID! next: Thing size: Int detail: Detail } type Detail @shareable { ${name}: Int }
      ${kinds.map(kind => `type ${kind} implements Thing @key(fields: "id") @shareable { id: ID! next: Thing size: Int detail: Detail }`).join(' ')}`,
    resolvers: Object.fromEntries(
      kinds.map((kind, index) => [kind, { __resolveReference: () => thingIn(name, index) }]),
    ),
  })),
]

const five = [0, 1, 2, 3, 4]
const BOTH = 'plain: Int special: Int'
const PLAIN = 'plain: Int'

/** Fields of a type's details in a subgraph; none where the subgraph does not have the type. */
type DetailFields = (kind: number, subgraph: number) => string | false | undefined

/** Things of five types in several subgraphs, but not in the one that begins, whose details have no key. */
const details = (subgraphs: number, fieldsOf: DetailFields): TestSubgraph[] => {
  const detailIn = (subgraph: number, kind: number) =>
    `type Kind${kind} implements Thing @key(fields: "id") @shareable { id: ID! detail: Detail${kind} }
      type Detail${kind} implements Detail @shareable { ${fieldsOf(kind, subgraph)} }`
  return [
    {
      name: 'first',
      typeDefs: `type Query { things: [Thing!]! } interface Thing { id: ID! }
        ${five.map(kind => `type Kind${kind} implements Thing @key(fields: "id") { id: ID! }`).join(' ')}`,
      resolvers: { Query: { things: () => five.map(kind => ({ __typename: `Kind${kind}`, id: kind })) } },
    },
    ...Array.from({ length: subgraphs }, (_, subgraph) => {
      const kinds = five.filter(kind => fieldsOf(kind, subgraph))
      const answers = { detail: ({ id }: { id: string }) => ({ plain: Number(id), special: Number(id) * 10 }) }
      return {
        name: `sub${subgraph}`,
        typeDefs: `interface Thing { id: ID! detail: Detail } interface Detail { plain: Int }
          ${kinds.map(kind => detailIn(subgraph, kind)).join(' ')}`,
        resolvers: Object.fromEntries(kinds.map(kind => [`Kind${kind}`, answers])),
      }
    }),
    {
      name: 'last',
      typeDefs: `type Query { other: Detail } interface Detail { special: Int }
        type Other implements Detail @shareable { plain: Int special: Int }`,
      resolvers: { Query: { other: () => null } },
    },
  ]
}

/** The two of eight subgraphs that have each type. */
const homes = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
  [0, 1],
]

describe('an operation that subgraphs can answer in very many ways', () => {
  const { engine, run, sent } = inProcessSupergraph(people)
  const { logger: log, lines } = captureLog({ level: 'warn' })
  const counts = newPlannerCounters()
  const limits = {
    cachedPlans: 100,
    cachedSelections: 10_000,
    maxEvaluatedPlans: 200,
    maxSteps: 20_000,
    maxSelections: 10_000,
  }
  const plans = new OperationPlans(engine.supergraph, limits, Math.random, counts)
  const attempt = (query: string) =>
    runOperation({ ...engine, plans, log }, { document: parse(query), headers: {}, traceId: 'trace' })

  it.each([
    ['few levels', chain(5)],
    ['many fields on few levels', tree(2)],
  ])('is answered when it has %s', async (_, selections) => {
    expect(await run(`{ p { ${selections} } }`)).toEqual({ data: { p: null } })
  })

  it.each([
    ['the ways to one field', chain(10)],
    ['those at the greatest depth that documents may have', chain(19)],
    ['the ways to all fields together', tree(5)],
  ])('is refused as too expensive for %s, which alarms nobody', async (_, selections) => {
    sent.length = 0
    const { data, errors } = await attempt(`{ p { ${selections} } }`)
    expect(data).toBeUndefined()
    expect(errors).toMatchObject([
      { message: expect.stringContaining('Select fewer levels'), extensions: { code: 'COST_LIMIT_EXCEEDED' } },
    ])
    expect(sent).toEqual([])
    expect(lines).toEqual([])
  })

  it('is refused from as few steps on as the settings say', () => {
    const strict = new OperationPlans(engine.supergraph, { ...limits, maxSteps: 100 }, Math.random)
    const planning = (levels: number) => () =>
      strict.prepare(parse(`{ p { ${chain(levels)} } }`), undefined).planFor({}).plan
    expect(planning(2)()).toBeDefined()
    expect(planning(5)).toThrow('Planning takes more than 100 steps.')
    // What one operation took is no loss of the next.
    expect(planning(1)()).toBeDefined()
  })

  it('is answered however many ways there are, without a limit', () => {
    const { engine: many } = inProcessSupergraph(shared)
    const planning = (maxSteps: number) => () =>
      new OperationPlans(many.supergraph, { ...limits, maxSteps }, Math.random)
        .prepare(parse('{ p { next { next { next { next { name } } } } } }'), undefined)
        .planFor({}).plan
    expect(planning(20_000)).toThrow('reached the limit of 1000')
    expect(planning(Number.POSITIVE_INFINITY)()).toBeDefined()
  })

  it('is not planned again when it comes again with other aliases', async () => {
    const first = await attempt(`{ p { ${chain(11)} } }`)
    const before = counts.planMisses
    expect(await attempt(`{ again: p { ${chain(11)} } }`)).toEqual(first)
    expect(counts.planMisses).toBe(before)
  })
})

describe('a field of an interface with many types that several subgraphs share', () => {
  const { run } = inProcessSupergraph(things)

  it.each([
    ['a leaf', 'size', (index: number) => ({ size: index })],
    ['another thing', 'next { id }', (index: number) => ({ next: { id: kinds[(index + 1) % 12] } })],
    [
      'what the second of the subgraphs alone has below it',
      'detail { third }',
      (index: number) => ({ detail: { third: index } }),
    ],
    [
      'what the last of them alone has below it',
      'size detail { fourth }',
      (index: number) => ({ size: index, detail: { fourth: index } }),
    ],
  ])('is answered when it is %s', async (_, selections, answer) => {
    expect(await run(`{ things { ${selections} } }`)).toEqual({
      data: { things: kinds.map((_, index) => answer(index)) },
    })
  })

  it('is answered on several levels', async () => {
    const { data, errors } = await run('{ things { next { next { size } } } }')
    expect(errors).toBeUndefined()
    expect(data).toMatchObject({ things: kinds.map((_, index) => ({ next: { next: { size: (index + 2) % 12 } } })) })
  })
})

describe('a field that differs by type in which of many subgraphs have it', () => {
  it.each<[string, number, DetailFields]>([
    ['each of three subgraphs has it for other types', 3, (kind, subgraph) => (kind % 3 === subgraph ? BOTH : PLAIN)],
    [
      'each type is in two of eight subgraphs',
      8,
      (kind, subgraph) => homes[kind]?.includes(subgraph) && ([1, 2, 5, 6].includes(subgraph) ? BOTH : PLAIN),
    ],
  ])('is answered where %s', async (_, subgraphs, fieldsOf) => {
    const { run } = inProcessSupergraph(details(subgraphs, fieldsOf))
    expect(await run('{ things { detail { special plain } } }')).toEqual({
      data: { things: five.map(kind => ({ detail: { special: kind * 10, plain: kind } })) },
    })
  })
})
