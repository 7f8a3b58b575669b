import { buildSubgraphSchema } from '@apollo/subgraph'
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql'

/** One subgraph of the measured supergraph, over fixed generated data. */
export interface Subgraph {
  name: string
  typeDefs: DocumentNode
  schema: GraphQLSchema
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`
const PEOPLE = 500
const PROJECTS = 100
const TASKS_OF_PROJECT = 20

const people = Array.from({ length: PEOPLE }, (_, n) => ({
  id: `u${n}`,
  username: `person-${n}`,
  displayName: `The ${n}th person of the studio`,
}))
const projects = Array.from({ length: PROJECTS }, (_, n) => ({
  id: `p${n}`,
  name: `Posters for the season ${n}`,
  owner: { id: `u${n % PEOPLE}` },
}))
const tasks = Array.from({ length: PROJECTS * TASKS_OF_PROJECT }, (_, n) => ({
  id: `t${n}`,
  status: ['PENDING', 'PROCESSING', 'COMPLETED'][n % 3],
  progress: (n % 10) / 10,
  prompt: `a lighthouse at dusk, number ${n}`,
  project: { id: `p${Math.floor(n / TASKS_OF_PROJECT)}` },
  requestedBy: { id: `u${n % PEOPLE}` },
}))

interface First {
  first: number
}
interface Reference {
  id: string
}

const byId = <Thing extends Reference>(things: readonly Thing[]) => {
  const index = new Map(things.map(thing => [thing.id, thing]))
  return ({ id }: Reference) => index.get(id)
}

/** Users, projects and tasks, split as in Atelier. */
export const subgraphs: readonly Subgraph[] = [
  define(
    'users',
    `type User @key(fields: "id") { id: ID! username: String! displayName: String }
     type Query { me: User }`,
    { Query: { me: () => people[7] }, User: { __resolveReference: byId(people) } },
  ),
  define(
    'projects',
    `type Project @key(fields: "id") { id: ID! name: String! owner: User! }
     type User @key(fields: "id", resolvable: false) { id: ID! }
     type Query { projects(first: Int!): [Project!]! }`,
    {
      Query: { projects: (_: unknown, { first }: First) => projects.slice(0, first) },
      Project: { __resolveReference: byId(projects) },
    },
  ),
  define(
    'tasks',
    `type Task @key(fields: "id") { id: ID! status: Status! progress: Float! prompt: String! requestedBy: User! }
     enum Status { PENDING PROCESSING COMPLETED }
     type User @key(fields: "id", resolvable: false) { id: ID! }
     type Project @key(fields: "id") { id: ID! tasks(first: Int!): [Task!]! }
     type Query { tasks(first: Int!): [Task!]! }`,
    {
      Query: { tasks: (_: unknown, { first }: First) => tasks.slice(0, first) },
      Task: { __resolveReference: byId(tasks) },
      Project: {
        __resolveReference: (reference: Reference) => reference,
        tasks: ({ id }: Reference, { first }: First) => {
          const from = Number(id.slice(1)) * TASKS_OF_PROJECT
          return tasks.slice(from, from + Math.min(first, TASKS_OF_PROJECT))
        },
      },
    },
  ),
]

function define(name: string, sdl: string, resolvers: object): Subgraph {
  const typeDefs = parse(`${LINK}\n${sdl}`)
  return { name, typeDefs, schema: buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]) }
}
