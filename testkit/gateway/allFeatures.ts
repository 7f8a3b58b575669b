import type { JsonObject } from '@atelier/gateway/graphql/json.ts'
import { defaultFieldResolver, execute, type GraphQLFieldResolver, type GraphQLSchema, parse, visit } from 'graphql'
import type { TestSubgraph } from './inProcessSubgraphs.ts'

/**
 * One model as four subgraphs with all features of federation, and as one schema executed by graphql-js, which gives
 * the reference result for the subgraphs.
 */
type Thing = { __typename: string; id: string; given?: Given }
/** Fields of an entity reference besides its key. */
interface Given extends Record<string, unknown> {
  price?: number
  pages?: number
  minAge?: number | null
  postage?: number
  author?: { name: string } | null
}
type Resolve = (thing: Thing, args: Record<string, unknown>) => unknown

const thing = (id: unknown): Thing => {
  const kinds: Record<string, string> = { b: 'Book', t: 'Toy', a: 'Author', m: 'Maker', r: 'Review' }
  return { __typename: kinds[String(id)[0] ?? ''] ?? '', id: String(id) }
}
const number = ({ id }: Thing) => Number(id.slice(1))
const things = (kind: string, ...numbers: number[]) => numbers.map(n => thing(`${kind}${n}`))

const price = (of: Thing, currency: unknown) =>
  number(of) * 10 + (of.__typename === 'Toy' ? 5 : 0) + (currency === 'USD' ? 1 : 0)

/** Mutations since the last reset. */
let changes = 0
export const resetAllFeatures = (): void => {
  changes = 0
}
const change = () => {
  changes += 1
  return changes
}

/** Resolvers of each field, for both. */
const model: Record<string, Record<string, Resolve>> = {
  Query: {
    items: () => [...things('b', 1, 2), ...things('t', 1, 2)],
    item: (_, { id }) => (/^[bt][12]$/.test(String(id)) ? thing(id) : null),
    search: (_, { text }) => (text === 'none' ? [] : [thing('a1'), thing('t2'), null, thing('b1')]),
    nothing: () => null,
    authors: () => things('a', 1, 2, 3),
    reviews: () => things('r', 1, 2),
    topItem: () => thing('t1'),
    grid: () => [[thing('b1'), null, thing('t1')], []],
  },
  Mutation: {
    mark: change,
    note: (_, { text }) => `${text} ${change()}`,
    sell: (_, { id }) => (change() % 3 === 0 ? null : /^t[12]$/.test(String(id)) ? thing(id) : null),
    rate: (_, { scale }) => thing(`b${(change() + Number(scale)) % 2 === 0 ? 1 : 2}`),
  },
  Item: {
    title: (of, { short }) => (short ? of.id : `The ${of.__typename} ${of.id}`),
    price: (of, { currency }) => price(of, currency),
    worth: of => (of.given ? of.given.price! : price(of, 'USD')) + 1000,
    stars: (of, { scale }) => (of.id === 'b2' ? null : number(of) * Number(scale)),
    reviews: (of, { first }) =>
      things('r', 1, 2, 3)
        .slice(0, Number(first))
        .filter(r => number(r) !== number(of)),
    twin: of => (of.id === 't2' ? null : thing(of.id.startsWith('b') ? `t${number(of)}` : `b${number(of)}`)),
  },
  Book: {
    pages: of => number(of) * 100,
    author: of => (of.id === 'b2' ? null : thing('a1')),
    related: of => [thing('t1'), thing(`b${3 - number(of)}`)],
    postage: of => (of.given ? of.given.price! + of.given.pages! : price(of, 'USD') + number(of) * 100),
    localPostage: of => (of.given ? of.given.price! * 2 : price(of, 'EUR') * 2),
    plainPostage: of => (of.given ? of.given.price! * 3 : price(of, 'EUR') * 3),
    dedication: of => `For ${of.given ? of.given.author?.name : of.id === 'b2' ? undefined : 'Author a1'}`,
    blurb: of => `Ships for ${of.given ? of.given.postage : price(of, 'USD') + number(of) * 100}`,
  },
  Toy: {
    code: of => `code-${of.id}`,
    minAge: (of, { months }) => (number(of) === 1 ? (months ? 36 : 3) : null),
    advice: of => `from ${of.given ? of.given.minAge : number(of) === 1 ? 3 : null} years`,
    maker: () => thing('m1'),
    weight: of => number(of) * 7,
    crate: of => of,
  },
  Crate: { size: of => number(of) + 100, holds: of => thing(of.id) },
  Maker: { name: of => `Maker ${of.id}`, toys: () => things('t', 2, 1), flagship: () => thing('t2') },
  Author: {
    name: (of, { upper }) => (upper ? `AUTHOR ${of.id}` : `Author ${of.id}`),
    friends: of => things('a', 1, 2, 3).filter(({ id }) => id !== of.id),
    nick: of => `Nick ${of.id}`,
    best: of => (of.id === 'a3' ? null : thing('a3')),
    bio: of => (of.id === 'a2' ? null : of),
    reviews: of => things('r', number(of)),
  },
  Bio: { text: (of, { max }) => `bio of ${of.id}`.slice(0, Number(max)), born: of => 1900 + number(of) },
  Review: {
    text: of => `Review ${of.id}`,
    author: of => thing(`a${number(of)}`),
    about: of => thing(number(of) === 2 ? 'b2' : `t${(number(of) % 2) + 1}`),
  },
}

const catalogue = `
  type Query { items: [Item!]! item(id: ID!): Item search(text: String): [Hit]! nothing: Item
    topItem: Item @shareable grid: [[Item]!]
  }
  type Mutation { mark: Int! sell(id: ID!): Item }
  interface Item @key(fields: "id") { id: ID! title(short: Boolean = false): String! price(currency: Currency = EUR): Int! }
  type Book implements Item @key(fields: "id") {
    id: ID! title(short: Boolean = false): String! price(currency: Currency = EUR): Int!
    pages: Int author: Author related: [Item!]!
    postage: Int! @external blurb: String! @requires(fields: "postage")
  }
  type Toy implements Item @key(fields: "id") @key(fields: "code") {
    id: ID! code: ID! title(short: Boolean = false): String! price(currency: Currency = EUR): Int!
    minAge(months: Boolean = false): Int maker: Maker!
  }
  type Author @key(fields: "id", resolvable: false) { id: ID! }
  type Maker @key(fields: "id") { id: ID! name: String! flagship: Item @shareable }
  enum Currency { EUR USD }
  union Hit = Book | Toy | Author`

const people = `
  type Query { authors: [Author!]! }
  type Mutation { note(text: String): String }
  type Author @key(fields: "id") {
    id: ID! name(upper: Boolean = false): String! nick: String! @shareable friends: [Author!]! best: Author bio: Bio
  }
  type Bio { text(max: Int = 3): String born: Int! }`

const shipping = `
  enum Currency { EUR USD }
  type Book @key(fields: "id") {
    id: ID! price(currency: Currency = EUR): Int! @external pages: Int @external
    postage: Int! @requires(fields: "price(currency: USD) pages")
    localPostage: Int! @requires(fields: "price(currency: EUR)")
    plainPostage: Int! @requires(fields: "price")
    author: Author @external dedication: String! @requires(fields: "author { name }")
  }
  type Author @key(fields: "id", resolvable: false) { id: ID! name(upper: Boolean = false): String! @external }
  type Toy @key(fields: "code") {
    code: ID! weight: Int crate: Crate!
    minAge(months: Boolean = false): Int @external advice: String! @requires(fields: "minAge")
  }
  type Crate { size: Int! holds: Toy! }
  type Maker @key(fields: "id") { id: ID! toys: [Toy!]! flagship: Toy @shareable }`

const ratings = `
  type Query { reviews: [Review!]! topItem: Item @shareable }
  type Mutation { rate(scale: Int = 1): Item! }
  enum Currency { EUR USD }
  type Item @key(fields: "id") @interfaceObject {
    id: ID! price(currency: Currency = EUR): Int! @external worth: Int! @requires(fields: "price(currency: USD)")
    stars(scale: Int = 5): Int reviews(first: Int = 2): [Review!]! twin: Item
  }
  type Review @key(fields: "id") { id: ID! text: String author: Author! @provides(fields: "nick") about: Item! }
  type Author @key(fields: "id") { id: ID! nick: String! @external reviews: [Review!]! }`

const resolverOf = (type: string, field: string): Resolve | undefined => {
  const own = model[type]?.[field]
  return own ?? (type === 'Book' || type === 'Toy' ? model.Item?.[field] : undefined)
}

/** A subgraph with resolvers of its schema's fields, and of entities from references. */
function subgraph(name: string, typeDefs: string): TestSubgraph {
  const resolvers: Record<string, Record<string, unknown>> = {}
  const resolveReference = (reference: { id?: string; code?: string }) => {
    const { id, code, ...given } = reference
    const found = thing(id ?? code?.slice('code-'.length))
    return Object.keys(given).length > 1 ? { ...found, given } : found
  }
  visit(parse(typeDefs), {
    InterfaceTypeDefinition: ({ name: { value: type } }) => {
      resolvers[type] = { __resolveReference: resolveReference }
    },
    ObjectTypeDefinition: ({ name: { value: type }, fields = [] }) => {
      const known: Record<string, unknown> = { __resolveReference: resolveReference }
      for (const { name: field } of fields) {
        const resolve = resolverOf(type, field.value)
        if (resolve) known[field.value] = resolve
      }
      resolvers[type] = known
    },
  })
  return { name, typeDefs, resolvers: resolvers as TestSubgraph['resolvers'] }
}

export const allFeatures: readonly TestSubgraph[] = [
  subgraph('catalogue', catalogue),
  subgraph('people', people),
  subgraph('shipping', shipping),
  subgraph('ratings', ratings),
]

const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) => {
  const resolve = resolverOf(info.parentType.name, info.fieldName)
  return resolve ? resolve(source as Thing, args) : defaultFieldResolver(source, args, context, info)
}

/** The result of graphql-js, without federation. */
export async function referenceResult(schema: GraphQLSchema, query: string, variables: JsonObject) {
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    rootValue: {},
    fieldResolver,
  })
  return JSON.parse(JSON.stringify(result))
}
