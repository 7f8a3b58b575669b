import { newId } from '@atelier/platform/ids/ids.ts'
import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  // Nothing looks at the database by itself but the relay, so that queries can be counted.
  const settings = { inFlightTotal: 1, inFlightPerUser: 1, pollMs: 600_000, sweepMs: 600_000 }
  service = await startTestTasks({ settings })
})
afterAll(() => service.close())

/** It may still look whether there is room for what was asked for last. */
const OF_DISPATCHER = /requested_by_id as userId/

const LIST = `query ($first: Int, $after: String, $filter: TaskFilter, $orderBy: TaskOrder) {
  tasks(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { id } edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`
const ENTITIES = `query ($representations: [_Any!]!, $first: Int, $filter: TaskFilter) { _entities(representations: $representations) {
  ... on Project { id taskCounts { total pending queued processing completed failed canceled }
    tasks(first: $first, filter: $filter) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } }
  ... on User { id tasks(first: $first, filter: $filter) { nodes { id } totalCount } }
  ... on Task { id status }
} }`

const idsOf = (connection: { nodes: { id: string }[] }) => connection.nodes.map(({ id }) => id)
async function backlog(person: TasksUser, size: number, input: Record<string, unknown> = {}): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < size; i++) ids.push(await person.asks(input))
  return ids
}

describe('a filter', () => {
  it.each([
    ['very many statuses', { status: Array.from({ length: 5_000 }, () => 'PENDING') }],
    ['a very long text', { search: 'x'.repeat(100_000) }],
    ['a long text of wide characters', { search: '🦋'.repeat(201) }],
    ['half of a character', { search: '\ud83e' }],
  ])('is refused %s, wherever it stands', async (_, filter) => {
    const ada = await service.person()
    const representations = [
      { __typename: 'User', id: ada.id },
      { __typename: 'Project', id: ada.projectId },
    ]
    for (const { errors } of [await ada.run(LIST, { filter }), await ada.run(ENTITIES, { representations, filter })]) {
      expect(errors?.map(({ extensions }) => extensions?.code)).toContain('BAD_USER_INPUT')
    }
  })

  it('takes what is just as long as allowed, and a status twice', async () => {
    const ada = await service.person()
    const filter = { search: '🦋'.repeat(200), status: ['PENDING', 'PENDING'] }
    expect((await ada.run(LIST, { filter })).errors).toBeUndefined()
  })
})

describe('one task', () => {
  it('is shown to its requester, to members and to administrators, and to nobody else', async () => {
    const [ada, bob, member] = [await service.person(), await service.person(), await service.person()]
    const admin = await service.person({ role: 'ADMIN' })
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER', [member.id]: 'VIEWER' } })
    const id = await ada.asks({ projectId })
    for (const seer of [ada, member, admin]) expect((await seer.run(TASK, { id })).data.task).toMatchObject({ id })
    for (const stranger of [bob, service.anonymous]) {
      expect(await stranger.run(TASK, { id })).toMatchObject({ data: { task: null } })
    }
  })

  it('is still shown to its requester who has left the project', async () => {
    const ada = await service.person()
    const projectId = service.projects.add({ roles: { [ada.id]: 'EDITOR' } })
    const id = await ada.asks({ projectId })
    service.projects.change(projectId, { roles: {} })
    service.ports.clock.advance(11_000)
    expect((await ada.run(TASK, { id })).data.task).toMatchObject({ id })
    const { data } = await ada.run('query ($id: ID!) { tasks(filter: { projectId: $id }) { totalCount } }', {
      id: projectId,
    })
    expect(data.tasks.totalCount).toBe(0)
  })

  it.each(['nonsense', '', newId()])('is null for the id %j', async id => {
    const ada = await service.person()
    expect(await ada.run(TASK, { id })).toEqual({ data: { task: null } })
  })
})

describe('a list of tasks', () => {
  it('is paged by key, newest first, and holds only what one asked for', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    await backlog(bob, 1)
    const ids = await backlog(ada, 5)
    const newestFirst = ids.toReversed()
    const first = (await ada.run(LIST, { first: 2 })).data.tasks
    expect(idsOf(first)).toEqual(newestFirst.slice(0, 2))
    expect(first).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
    const second = (await ada.run(LIST, { first: 10, after: first.pageInfo.endCursor })).data.tasks
    expect(idsOf(second)).toEqual(newestFirst.slice(2))
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
    expect(idsOf((await ada.run(LIST, { orderBy: 'CREATED_AT_ASC' })).data.tasks)).toEqual(ids)
  })

  it('is sorted by the last change when asked to, over pages as well', async () => {
    const ada = await service.person()
    const ids = await backlog(ada, 3, { priority: 'LOW' })
    await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id: ids[0] })
    const page = (await ada.run(LIST, { orderBy: 'UPDATED_AT_DESC', first: 1 })).data.tasks
    expect(idsOf(page)).toEqual([ids[0]])
    const rest = (await ada.run(LIST, { orderBy: 'UPDATED_AT_DESC', after: page.pageInfo.endCursor })).data.tasks
    expect(idsOf(rest).sort()).toEqual([ids[1], ids[2]].sort())
    expect(idsOf((await ada.run(LIST, { orderBy: 'UPDATED_AT_ASC' })).data.tasks).at(-1)).toBe(ids[0])
  })

  it('shows what fits every part of a filter', async () => {
    const ada = await service.person()
    const [a, b] = await backlog(ada, 2, { prompt: 'A 100% GRÜNE Wiese_' })
    const c = await ada.asks({ prompt: 'a blue sea' })
    await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id: a })
    const found = async (filter: object) => idsOf((await ada.run(LIST, { filter })).data.tasks)
    expect(await found({ search: 'grüne' })).toEqual([b, a])
    expect(await found({ search: '100%' })).toEqual([b, a])
    expect(await found({ search: '1__%' })).toEqual([])
    expect(await found({ search: 'grüne', status: ['CANCELED'] })).toEqual([a])
    expect(await found({ status: ['CANCELED', 'FAILED'] })).toEqual([a])
    expect(await found({ status: [] })).toEqual([])
    expect(await found({ type: 'STYLE_TRANSFER' })).toEqual([])
    expect(await found({ type: 'IMAGE_GENERATION', search: 'SEA' })).toEqual([c])
  })

  it('of a project shows what everybody asked for there, to whoever sees it', async () => {
    const [ada, bob, eve] = [await service.person(), await service.person(), await service.person()]
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER', [bob.id]: 'EDITOR' } })
    const ids = [await ada.asks({ projectId }), await bob.asks({ projectId })]
    const filter = { projectId }
    expect(idsOf((await bob.run(LIST, { filter })).data.tasks)).toEqual(ids.toReversed())
    expect((await eve.run(LIST, { filter })).data.tasks).toMatchObject({ nodes: [], totalCount: 0 })
    expect((await eve.run(LIST, { filter: { projectId: 'x' } })).data.tasks.nodes).toEqual([])
  })

  it.each([{ first: 0 }, { first: 101 }, { first: -1 }, { after: 'nonsense' }, { after: '' }])(
    'is refused for %j',
    async page => {
      const ada = await service.person()
      await ada.asks()
      expect((await ada.run(LIST, page)).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
    },
  )

  it('needs somebody who is signed in', async () => {
    expect((await service.anonymous.run(LIST)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('costs as many queries for 20 rows as for 2', async () => {
    const ada = await service.person()
    await backlog(ada, 20)
    const DEEP = `query ($first: Int) { tasks(first: $first) { totalCount nodes {
      id size queuePosition artifacts { id url } timeline { status } project { id taskCounts { total } tasks { nodes { id } } }
      requestedBy { id tasks(first: 2) { nodes { id } totalCount } } retriedFrom { id }
    } } }`
    const queriesFor = async (first: number) => {
      service.ports.queries.length = 0
      expect((await ada.run(DEEP, { first })).data.tasks.nodes).toHaveLength(first)
      return service.ports.queries.filter(sql => sql.includes('select') && !OF_DISPATCHER.test(sql)).length
    }
    const few = await queriesFor(2)
    expect(await queriesFor(20)).toBe(few)
  })
})

describe('as a part of what other services have', () => {
  const project = (id: string) => ({ __typename: 'Project', id })
  const user = (id: string) => ({ __typename: 'User', id })

  it('projects have tasks and counts of them', async () => {
    const ada = await service.person()
    const other = service.projects.add({ roles: { [ada.id]: 'VIEWER' } })
    const bob = await service.person()
    await bob.asks()
    const hidden = bob.projectId
    const ids = await backlog(ada, 3)
    await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id: ids[2] })
    const representations = [ada.projectId, other, hidden].map(project)
    const { data } = await ada.run(ENTITIES, { representations, first: 2 })
    expect(data._entities[0]).toMatchObject({
      taskCounts: { total: 3, canceled: 1, completed: 0 },
      tasks: { nodes: [{ id: ids[2] }, { id: ids[1] }], totalCount: 3, pageInfo: { hasNextPage: true } },
    })
    for (const empty of data._entities.slice(1)) {
      expect(empty).toMatchObject({ taskCounts: { total: 0 }, tasks: { nodes: [], totalCount: 0 } })
    }
  })

  it('people have tasks, which they and administrators see', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const admin = await service.person({ role: 'ADMIN' })
    const ids = await backlog(ada, 2, { prompt: 'a kite' })
    await ada.asks({ prompt: 'a boat' })
    const ask = async (person: TasksUser) =>
      (await person.run(ENTITIES, { representations: [user(ada.id), user(bob.id)], filter: { search: 'KITE' } })).data
        ._entities
    for (const seer of [ada, admin]) {
      expect(await ask(seer)).toMatchObject([
        { id: ada.id, tasks: { nodes: ids.toReversed().map(id => ({ id })), totalCount: 2 } },
        { id: bob.id, tasks: { nodes: [] } },
      ])
    }
    expect((await ask(bob))[0].tasks.nodes).toEqual([])
  })

  it('a task that cannot be found or seen is null and fails no other one', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.asks()
    const hidden = await bob.asks()
    const representations = [id, hidden, 'nonsense', newId()].map(taskId => ({ __typename: 'Task', id: taskId }))
    const { data, errors } = await ada.run(ENTITIES, { representations })
    expect(errors).toBeUndefined()
    expect(data._entities).toMatchObject([{ id }, null, null, null])
  })

  it('costs as many queries for 20 projects as for 2', async () => {
    const ada = await service.person()
    const projects = Array.from({ length: 20 }, () => service.projects.add({ roles: { [ada.id]: 'OWNER' } }))
    for (const projectId of projects) await ada.asks({ projectId })
    const queriesFor = async (count: number) => {
      service.ports.queries.length = 0
      const { data } = await ada.run(ENTITIES, { representations: projects.slice(0, count).map(project) })
      expect(data._entities.every((entity: { tasks: { totalCount: number } }) => entity.tasks.totalCount === 1)).toBe(
        true,
      )
      return service.ports.queries.filter(sql => /project_id`? in|partition by/.test(sql)).length
    }
    expect(await queriesFor(2)).toBe(3)
    expect(await queriesFor(20)).toBe(3)
  })
})

describe('watching', () => {
  it('costs no query for the task, however many watch', async () => {
    const admin = await service.person({ role: 'ADMIN' })
    const ada = await service.person()
    const id = await ada.asks({ priority: 'LOW' })
    const LEAN = 'subscription ($id: ID!) { taskUpdated(id: $id) { version priority } }'
    const watchers = Array.from({ length: 20 }, () => ada.subscribe(LEAN, { id }))
    await Promise.all(watchers.map(watcher => watcher.next()))
    service.ports.queries.length = 0
    await admin.run('mutation ($id: ID!) { setTaskPriority(id: $id, priority: HIGH) { task { id } } }', { id })
    const events = await Promise.all(watchers.map(watcher => watcher.next()))
    expect(events.every(({ value }) => value.data.taskUpdated.priority === 'HIGH')).toBe(true)
    const reads = service.ports.queries.filter(sql => sql.includes('select') && sql.includes(id))
    // The change itself looks twice: for who may make it, and for the row that it locks.
    expect(reads.length).toBeLessThanOrEqual(2)
  })
})
