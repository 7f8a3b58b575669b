import { readFile } from 'node:fs/promises'
import { inProcessSupergraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { assertObjectType, isNonNullType } from 'graphql'
import { beforeEach, expect, it } from 'vitest'

/** The schema of a service as it is, without its link to federation, which the fixture adds. */
const typeDefsOf = async (name: string) =>
  (await readFile(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8')).replace(
    /^extend schema.*$/m,
    '',
  )

const ada = { __typename: 'User', id: 'ada' }
const posters = { __typename: 'Project', id: 'posters' }
const page = <Node>(...nodes: Node[]) => ({ nodes, totalCount: nodes.length })
const itself = { __resolveReference: async (reference: object) => reference }

const supergraph = inProcessSupergraph([
  {
    name: 'users',
    typeDefs: await typeDefsOf('users'),
    resolvers: { Query: { me: () => ada, users: () => page(ada) }, User: { ...itself, username: () => 'ada' } },
  },
  {
    name: 'projects',
    typeDefs: await typeDefsOf('projects'),
    resolvers: {
      Query: { projects: () => page(posters) },
      Project: {
        ...itself,
        name: () => 'Posters',
        owner: () => ada,
        members: () => [{ user: ada, role: 'OWNER' }],
      },
      User: { ...itself, projects: () => page(posters) },
    },
  },
  {
    name: 'tasks',
    typeDefs: await typeDefsOf('tasks'),
    resolvers: {
      Query: { tasks: () => page({ id: 'one', project: posters, requestedBy: ada }), styles: () => [{ name: 'ink' }] },
      Project: { ...itself, tasks: () => page({ id: 'one' }), taskCounts: () => ({ total: 1 }) },
      User: { ...itself, tasks: () => page({ id: 'one' }) },
    },
  },
])
beforeEach(() => supergraph.reset())

const QUERY = `{
  me { username projects { nodes { name } } tasks { nodes { id } } }
  users { nodes { username } }
  projects { nodes { name owner { username } members { role user { username } } tasks { nodes { id } } taskCounts { total } } }
  tasks { nodes { id project { name } requestedBy { username } } }
  styles { name }
}`

const whole = {
  me: { username: 'ada', projects: { nodes: [{ name: 'Posters' }] }, tasks: { nodes: [{ id: 'one' }] } },
  users: { nodes: [{ username: 'ada' }] },
  projects: {
    nodes: [
      {
        name: 'Posters',
        owner: { username: 'ada' },
        members: [{ role: 'OWNER', user: { username: 'ada' } }],
        tasks: { nodes: [{ id: 'one' }] },
        taskCounts: { total: 1 },
      },
    ],
  },
  tasks: { nodes: [{ id: 'one', project: { name: 'Posters' }, requestedBy: { username: 'ada' } }] },
  styles: [{ name: 'ink' }],
}
const [project] = whole.projects.nodes
const [task] = whole.tasks.nodes

it('answers all of it while every service is there', async () => {
  expect(await supergraph.run(QUERY)).toEqual({ data: whole })
})

it.each([
  [
    'users',
    {
      me: null,
      users: null,
      projects: { nodes: [{ ...project, owner: null, members: [{ role: 'OWNER', user: null }] }] },
      tasks: { nodes: [{ ...task, requestedBy: null }] },
    },
  ],
  ['projects', { me: { ...whole.me, projects: null }, projects: null, tasks: { nodes: [{ ...task, project: null }] } }],
  [
    'tasks',
    {
      me: { ...whole.me, tasks: null },
      projects: { nodes: [{ ...project, tasks: null, taskCounts: null }] },
      tasks: null,
      styles: null,
    },
  ],
])('loses its own part alone while the %s service is away, and says so', async (service, missing) => {
  supergraph.down.add(service)
  const { data, errors = [] } = await supergraph.run(QUERY)
  expect(data).toEqual({ ...whole, ...missing })
  expect(errors).not.toEqual([])
  for (const { extensions } of errors)
    expect(extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: service })
})

it.each(['Query', 'Mutation', 'Subscription'])('has no field of %s whose failure takes the others along', name => {
  const type = assertObjectType(supergraph.engine.supergraph.apiSchema.getType(name))
  const fields = Object.values(type.getFields())
  expect(fields).not.toEqual([])
  expect(fields.filter(field => isNonNullType(field.type)).map(field => field.name)).toEqual([])
})
