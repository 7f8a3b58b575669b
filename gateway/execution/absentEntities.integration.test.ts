import { inProcessSupergraph, type TestSubgraph } from '@atelier/testkit/gateway/inProcessSubgraphs.ts'
import { beforeEach, describe, expect, it } from 'vitest'

const tasks: TestSubgraph = {
  name: 'tasks',
  typeDefs: `
    type Query { tasks: [Task!] sure: Sure! }
    type Sure { project: Project! }
    type Task { id: ID! project: Project others: [Project] sure: [Project!] }
    type Project @key(fields: "id") { id: ID! }`,
  resolvers: {
    Query: {
      tasks: () => [
        { id: 't0', project: { id: 'there' } },
        { id: 't1', project: { id: 'gone' } },
      ],
      sure: () => ({ project: { id: 'gone' } }),
    },
    Task: { others: () => [{ id: 'gone' }, { id: 'there' }], sure: () => [{ id: 'gone' }, { id: 'there' }] },
  },
}

const projects: TestSubgraph = {
  name: 'projects',
  typeDefs: `
    type Project @key(fields: "id") { id: ID! name: String! motto: String owner: Owner }
    type Owner @key(fields: "id") { id: ID! }`,
  resolvers: {
    Project: {
      __resolveReference: async ({ id }: { id: string }) => (id === 'there' ? { id } : null),
      name: () => 'Posters',
      owner: () => ({ id: 'ada' }),
    },
  },
}

const users: TestSubgraph = {
  name: 'users',
  typeDefs: 'type Owner @key(fields: "id") { id: ID! username: String! }',
  resolvers: {
    Owner: { __resolveReference: async ({ id }: object & { id: string }) => ({ id }), username: () => 'ada' },
  },
}

const supergraph = inProcessSupergraph([tasks, projects, users])
const { run, instead } = supergraph
beforeEach(() => supergraph.reset())

describe('an entity that a subgraph says does not exist', () => {
  it('is null in its place, without an error', async () => {
    expect(await run('{ tasks { id mine: project { id called: name owner { username } } } }')).toEqual({
      data: {
        tasks: [
          { id: 't0', mine: { id: 'there', called: 'Posters', owner: { username: 'ada' } } },
          { id: 't1', mine: null },
        ],
      },
    })
  })

  it('is null in a list that may hold null', async () => {
    const { data, errors } = await run('{ tasks { others { name } } }')
    expect(errors).toBeUndefined()
    expect(data.tasks[0].others).toEqual([null, { name: 'Posters' }])
  })

  it('is what is known of it elsewhere, where nothing that must be there is asked for', async () => {
    const { data, errors } = await run('{ tasks { project { id motto } } }')
    expect(errors).toBeUndefined()
    expect(data.tasks[1].project).toEqual({ id: 'gone', motto: null })
  })

  it('is a fault where something above it is missing too', async () => {
    const list = await run('{ tasks { id sure { name } } }')
    expect(list.data.tasks[0]).toEqual({ id: 't0', sure: null })
    expect(list.errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR')
    const all = await run('{ sure { project { name } } }')
    expect(all.data).toBeNull()
    expect(all.errors).toHaveLength(1)
  })

  it('hides no other fault, however many there are', async () => {
    const gone = Array.from({ length: 120 }, (_, index) => ({
      id: `t${index}`,
      project: { __typename: 'Project', id: `gone ${index}` },
    }))
    const last = { id: 'last', project: { __typename: 'Project', id: 'there' } }
    instead.set('tasks', { data: { tasks: [...gone, last] } })
    instead.set('projects', { data: { _entities: [...gone.map(() => null), { name: null }] } })
    const { data, errors = [] } = await run('{ tasks { project { name } } }')
    expect(data.tasks).toEqual(Array(121).fill({ project: null }))
    expect(errors.map(({ path }: { path?: unknown }) => path)).toEqual([['tasks', 120, 'project', 'name']])
  })

  it('hides no fault beside it', async () => {
    instead.set('projects', { data: { _entities: [{ name: null }, null] } })
    const { data, errors = [] } = await run('{ tasks { project { name } } }')
    expect(data).toEqual({ tasks: [{ project: null }, { project: null }] })
    expect(errors.map(({ path }: { path?: unknown }) => path)).toEqual([['tasks', 0, 'project', 'name']])
  })
})
