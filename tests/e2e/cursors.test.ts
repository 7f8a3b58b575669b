import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser
let ids: { ours: string; second: string; bob: string }
beforeAll(async () => {
  atelier = await startTestAtelier()
  const [owner, bob, eve] = [await atelier.user('ada'), await atelier.user('bob'), await atelier.user('eve')]
  ada = owner
  const ours = await ada.project()
  const second = await ada.project()
  const theirs = await bob.project()
  for (const project of [ours, ours, second, second]) await project.generate()
  const invite = (who: GatewayUser, projectId: string, userId: string) =>
    who.get(`mutation ($input: AddProjectMemberInput!) { addProjectMember(input: $input) { invitation { id } } }`, {
      input: { projectId, userId, role: 'VIEWER' },
    })
  await invite(ada, ours.id, bob.id)
  await invite(ada, second.id, bob.id)
  await invite(bob, theirs.id, ada.id)
  await ada.get('mutation ($id: ID!) { blockProjectInvitations(fromUserId: $id) { userErrors { code } } }', {
    id: eve.id,
  })
  ids = { ours: ours.id, second: second.id, bob: bob.id }
})
afterAll(() => atelier.close())

/** A field with `PAGE` for its arguments, by its alias; `parent` is the field at the root that has it. */
interface List {
  parent?: 'me' | 'ours' | 'second'
  field: string
}

const PARENTS = {
  me: () => 'me',
  ours: () => `ours: project(id: "${ids.ours}")`,
  second: () => `second: project(id: "${ids.second}")`,
}

const PROJECT_ORDERS = [
  'CREATED_AT_DESC',
  'CREATED_AT_ASC',
  'UPDATED_AT_DESC',
  'UPDATED_AT_ASC',
  'NAME_ASC',
  'NAME_DESC',
]

const lists: Record<string, () => List> = {
  users: () => ({ field: 'users(PAGE)' }),
  ...Object.fromEntries(
    PROJECT_ORDERS.map(order => [
      `projects_${order}`,
      () => ({ field: `projects_${order}: projects(orderBy: ${order}, PAGE)` }),
    ]),
  ),
  ...Object.fromEntries(
    PROJECT_ORDERS.slice(0, 4).map(order => [
      `tasks_${order}`,
      () => ({ field: `tasks_${order}: tasks(orderBy: ${order}, PAGE)` }),
    ]),
  ),
  tasksOfOurs: () => ({ field: `tasksOfOurs: tasks(filter: { projectId: "${ids.ours}" }, PAGE)` }),
  tasksOfSecond: () => ({ field: `tasksOfSecond: tasks(filter: { projectId: "${ids.second}" }, PAGE)` }),
  'ours.tasks': () => ({ parent: 'ours', field: 'tasks(PAGE)' }),
  'ours.invitations': () => ({ parent: 'ours', field: 'invitations(PAGE)' }),
  'second.tasks': () => ({ parent: 'second', field: 'tasks(PAGE)' }),
  'second.invitations': () => ({ parent: 'second', field: 'invitations(PAGE)' }),
  'me.projects': () => ({ parent: 'me', field: 'projects(PAGE)' }),
  'me.tasks': () => ({ parent: 'me', field: 'tasks(PAGE)' }),
  'me.projectInvitations': () => ({ parent: 'me', field: 'projectInvitations(PAGE)' }),
  'me.projectInvitationBlocks': () => ({ parent: 'me', field: 'projectInvitationBlocks(PAGE)' }),
}

/** One operation that asks these lists for the same page. */
function ask(names: readonly string[], page: string) {
  const asked = names.map(name => lists[name]?.() as List)
  const fieldsOf = (parent?: string) =>
    asked
      .filter(list => list.parent === parent)
      .map(({ field }) => `${field.replace('PAGE', page)} { edges { cursor } pageInfo { endCursor } }`)
      .join(' ')
  const nested = Object.entries(PARENTS).map(([name, field]) => fieldsOf(name) && `${field()} { ${fieldsOf(name)} }`)
  return ada.ask(`{ ${fieldsOf()} ${nested.join(' ')} }`)
}

/** The errors of each of these lists. */
async function errorsOf(names: readonly string[], page: string): Promise<Record<string, string[]>> {
  const { errors = [] } = await ask(names, page)
  const of = (name: string) => errors.filter(({ path }) => path?.join('.') === name)
  return Object.fromEntries(
    names.map(name => [name, of(name).map(({ message, extensions }) => `${extensions?.code}: ${message}`)]),
  )
}

/** What `errorsOf` is when every list refuses the cursor. */
const refusedBy = (names: readonly string[]) =>
  Object.fromEntries(
    names.map(name => [name, [expect.stringMatching(/^BAD_USER_INPUT: after must be a cursor of this list/)]]),
  )

async function cursorOf(list: string): Promise<string> {
  const { data, errors } = await ask([list], 'first: 1')
  expect(errors).toBeUndefined()
  const connection = list.split('.').reduce((part, name) => part[name], data)
  const { endCursor } = connection.pageInfo
  expect(endCursor).toEqual(expect.any(String))
  expect(connection.edges).toEqual([{ cursor: endCursor }])
  return endCursor
}

describe('a cursor', () => {
  it.each(Object.keys(lists))('of %s is good there, and refused in every other list and order', async list => {
    const cursor = await cursorOf(list)
    expect(await errorsOf([list], `after: "${cursor}"`)).toEqual({ [list]: [] })
    const others = Object.keys(lists).filter(name => name !== list)
    expect(await errorsOf(others, `after: "${cursor}"`)).toEqual(refusedBy(others))
  })

  it('as they were before they named their list is refused', async () => {
    const formerly = (key: unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url')
    const names = Object.keys(lists)
    const keys = [[ids.ours], ['name', ids.ours], [new Date().toISOString(), ids.ours]]
    for (const cursor of [...keys.map(formerly), 'nonsense', '']) {
      expect(await errorsOf(names, `after: "${cursor}"`)).toEqual(refusedBy(names))
    }
  })

  it('of one project leaves the tasks of others unanswered, and its own not', async () => {
    const cursor = await cursorOf('ours.tasks')
    const { data, errors } = await ada.ask(`{ projects { nodes { id tasks(after: "${cursor}") { nodes { id } } } } }`)
    const tasksOf = (projectId: string) =>
      data.projects.nodes.find((node: { id: string }) => node.id === projectId)?.tasks
    expect(tasksOf(ids.ours).nodes).toHaveLength(1)
    expect(tasksOf(ids.second)).toBeNull()
    expect(errors?.map(error => error.extensions?.code)).toEqual(['BAD_USER_INPUT'])
  })

  it('goes on under another filter of the same list and order', async () => {
    const cursor = await cursorOf('me.tasks')
    expect(
      (await ada.ask(`{ me { tasks(filter: { type: STYLE_TRANSFER }, after: "${cursor}") { totalCount } } }`)).errors,
    ).toBeUndefined()
  })
})
