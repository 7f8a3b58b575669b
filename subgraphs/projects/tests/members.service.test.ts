import { newId } from '@atelier/platform/ids/ids.ts'
import { type ProjectsUser, startTestProjects, type TestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

/** Where people are added at once; `invitations.service.test.ts` has those who are asked. */
let service: TestProjects

beforeAll(async () => {
  service = await startTestProjects({ limits: { members: 3, membersAreInvited: false } })
})
afterAll(() => service.close())
afterEach(() => {
  service.users.mood = 'well'
})

const PAYLOAD = '{ project { id members { user { id } role } } userErrors { code field } }'
const ADD = `mutation ($input: AddProjectMemberInput!) { addProjectMember(input: $input) ${PAYLOAD} }`
const REMOVE = `mutation ($input: RemoveProjectMemberInput!) { removeProjectMember(input: $input) ${PAYLOAD} }`

const add = async (person: ProjectsUser, projectId: string, userId: string, role = 'EDITOR') => {
  const { data, errors } = await person.run(ADD, { input: { projectId, userId, role } })
  return { ...data?.addProjectMember, code: errors?.[0]?.extensions?.code }
}
const remove = async (person: ProjectsUser, projectId: string, userId: string) => {
  const { data, errors } = await person.run(REMOVE, { input: { projectId, userId } })
  return { ...data?.removeProjectMember, code: errors?.[0]?.extensions?.code }
}
const refused = (code: string, ...field: string[]) => ({
  project: null,
  userErrors: [{ code, field }],
  code: undefined,
})
const memberEvents = (id: string) =>
  service
    .eventsOf(id)
    .filter(event => event.kind === 'memberChanged')
    .map(({ userId, role, ownerId }) => ({ userId, role, ownerId }))

describe('addProjectMember', () => {
  it('adds a person, whose project it then is too', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    expect(await add(ada, id, bob.id, 'VIEWER')).toMatchObject({
      project: {
        members: [
          { user: { id: ada.id }, role: 'OWNER' },
          { user: { id: bob.id }, role: 'VIEWER' },
        ],
      },
      userErrors: [],
    })
    const { data } = await bob.run('{ projects { nodes { id viewerRole } } }')
    expect(data.projects.nodes).toEqual([{ id, viewerRole: 'VIEWER' }])
    await waitUntil(async () =>
      expect(await memberEvents(id)).toEqual([{ userId: bob.id, role: 'VIEWER', ownerId: ada.id }]),
    )
  })

  it('adds nobody who has blocked who adds them, until they are unblocked', async () => {
    const [ada, bob, cy] = [await service.person(), await service.person(), await service.person()]
    const [id, other] = [await ada.project(), await cy.project()]
    await bob.run('mutation ($id: ID!) { blockProjectInvitations(fromUserId: $id) { userId } }', { id: ada.id })
    expect(await add(ada, id, bob.id)).toEqual(refused('ADDING_REFUSED', 'input', 'userId'))
    expect((await add(cy, other, bob.id)).userErrors).toEqual([])
    const { data } = await bob.run('{ projects { nodes { id } } }')
    expect(data.projects.nodes).toEqual([{ id: other }])
    await bob.run('mutation ($id: ID!) { unblockProjectInvitations(fromUserId: $id) { userId } }', { id: ada.id })
    expect((await add(ada, id, bob.id)).userErrors).toEqual([])
  })

  it('changes the role of a member, and tells of it only when it is another one', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    await add(ada, id, bob.id, 'VIEWER')
    await add(ada, id, bob.id, 'VIEWER')
    const { project } = await add(ada, id, bob.id, 'EDITOR')
    expect(project.members[1]).toEqual({ user: { id: bob.id }, role: 'EDITOR' })
    await waitUntil(async () => expect(await memberEvents(id).map(event => event.role)).toEqual(['VIEWER', 'EDITOR']))
  })

  it('shows what each of several changes in one request made', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    const { data } = await ada.run(
      `mutation ($add: AddProjectMemberInput!, $remove: RemoveProjectMemberInput!) {
        added: addProjectMember(input: $add) { project { members { role } } }
        removed: removeProjectMember(input: $remove) { project { members { role } } }
      }`,
      { add: { projectId: id, userId: bob.id, role: 'EDITOR' }, remove: { projectId: id, userId: bob.id } },
    )
    expect(data.added.project.members).toHaveLength(2)
    expect(data.removed.project.members).toHaveLength(1)
  })

  it("asks the users service in the caller's name", async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    await add(ada, id, bob.id)
    expect(service.users.asked.at(-1)).toMatchObject({
      authorization: `Bearer ${ada.token}`,
      'x-atelier-gateway': service.ports.gatewaySecret,
      traceparent: expect.stringMatching(/^00-/),
    })
  })

  it('refuses somebody who has no account', async () => {
    const ada = await service.person()
    const id = await ada.project()
    const error = refused('USER_NOT_FOUND', 'input', 'userId')
    expect(await add(ada, id, newId())).toEqual(error)
    const questions = service.users.asked.length
    expect(await add(ada, id, 'nonsense')).toEqual(error)
    expect(service.users.asked).toHaveLength(questions)
  })

  it.each(['silent', 'faulty'] as const)('says so when the users service is %s, and changes nothing', async mood => {
    const failing = await startTestProjects({ limits: { membersAreInvited: false }, usersTimeoutMs: 200 })
    const [ada, bob] = [await failing.person(), await failing.person()]
    const id = await ada.project()
    failing.users.mood = mood
    expect(await add(ada, id, bob.id)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE' })
    const { data } = await ada.run('query ($id: ID!) { project(id: $id) { members { role } } }', { id })
    expect(data.project.members).toHaveLength(1)
    await failing.close()
  })

  it('does not ask the users service for a while when it has failed too often', async () => {
    const failing = await startTestProjects({ limits: { membersAreInvited: false } })
    const [ada, bob] = [await failing.person(), await failing.person()]
    const id = await ada.project()
    failing.users.mood = 'faulty'
    for (let i = 0; i < 3; i++) expect(await add(ada, id, bob.id)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE' })
    failing.users.mood = 'well'
    expect(await add(ada, id, bob.id)).toEqual({ code: 'SUBGRAPH_UNAVAILABLE' })
    expect(failing.users.asked).toHaveLength(3)
    failing.ports.clock.advance(30_000)
    expect((await add(ada, id, bob.id)).project.members).toHaveLength(2)
    await failing.close()
  })

  it('needs no users service to change the role of a member', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    await add(ada, id, bob.id, 'VIEWER')
    service.users.mood = 'silent'
    expect((await add(ada, id, bob.id, 'EDITOR')).project.members[1].role).toBe('EDITOR')
  })

  it('answers UNAUTHENTICATED when the users service knows that the session has ended', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    service.users.mood = 'session ended'
    expect(await add(ada, id, bob.id)).toEqual({ code: 'UNAUTHENTICATED' })
  })

  it('leaves a project its one owner', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    const error = refused('INVALID_ROLE', 'input', 'role')
    expect(await add(ada, id, bob.id, 'OWNER')).toEqual(error)
    expect(await add(ada, id, ada.id, 'EDITOR')).toEqual(error)
  })

  it('refuses one member more than a project may have', async () => {
    const [ada, bob, cy, dan] = [
      await service.person(),
      await service.person(),
      await service.person(),
      await service.person(),
    ]
    const id = await ada.project()
    await add(ada, id, bob.id)
    await add(ada, id, cy.id)
    expect(await add(ada, id, dan.id)).toEqual(refused('TOO_MANY_MEMBERS', 'input', 'userId'))
    expect((await add(ada, id, cy.id, 'VIEWER')).userErrors).toEqual([])
  })

  it('takes one of several requests that would exceed the limit at once', async () => {
    const ada = await service.person()
    const id = await ada.project()
    await ada.invite(id, await service.person())
    const people = [await service.person(), await service.person(), await service.person()]
    const results = await Promise.all(people.map(person => add(ada, id, person.id)))
    expect(results.map(result => result.userErrors[0]?.code ?? 'added').toSorted()).toEqual([
      'TOO_MANY_MEMBERS',
      'TOO_MANY_MEMBERS',
      'added',
    ])
  })

  it('adds a person once when asked twice at once', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    const results = await Promise.all([add(ada, id, bob.id), add(ada, id, bob.id)])
    expect(results.map(result => result.userErrors)).toEqual([[], []])
    await waitUntil(async () => expect(await memberEvents(id)).toHaveLength(1))
  })
})

describe('removeProjectMember', () => {
  it('takes a person out, for whom a private project is gone then', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.project()
    await ada.invite(id, bob)
    expect((await remove(ada, id, bob.id)).project.members).toHaveLength(1)
    expect(await bob.run('query ($id: ID!) { project(id: $id) { id } }', { id })).toEqual({ data: { project: null } })
    await waitUntil(async () =>
      expect(await memberEvents(id).at(-1)).toEqual({ userId: bob.id, role: null, ownerId: ada.id }),
    )
  })

  it('lets everybody leave but the owner', async () => {
    const [ada, vic] = [await service.person(), await service.person()]
    const id = await ada.project()
    await ada.invite(id, vic, 'VIEWER')
    expect((await remove(vic, id, vic.id)).userErrors).toEqual([])
    expect(await remove(ada, id, ada.id)).toEqual(refused('OWNER_CANNOT_LEAVE', 'input', 'userId'))
  })

  it('lets an administrator take anybody out but the owner', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const admin = await service.person({ role: 'ADMIN' })
    const id = await ada.project()
    await ada.invite(id, bob)
    expect((await remove(admin, id, bob.id)).userErrors).toEqual([])
    expect(await remove(admin, id, ada.id)).toEqual(refused('OWNER_CANNOT_LEAVE', 'input', 'userId'))
  })

  it('knows no member of that identifier', async () => {
    const ada = await service.person()
    const id = await ada.project()
    const error = refused('MEMBER_NOT_FOUND', 'input', 'userId')
    expect(await remove(ada, id, newId())).toEqual(error)
    expect(await remove(ada, id, 'nonsense')).toEqual(error)
  })
})

describe('members of a project', () => {
  it.each([
    ['addProjectMember', add],
    ['removeProjectMember', remove],
  ])('are the business of owners: %s', async (_, change) => {
    const [ada, eve, vic, stranger] = [
      await service.person(),
      await service.person(),
      await service.person(),
      await service.person(),
    ]
    const id = await ada.project()
    await ada.invite(id, eve, 'EDITOR')
    await ada.invite(id, vic, 'VIEWER')
    expect(await change(eve, id, vic.id)).toEqual({ code: 'FORBIDDEN' })
    expect(await change(vic, id, eve.id)).toEqual({ code: 'FORBIDDEN' })
    const hidden = refused('PROJECT_NOT_FOUND', 'input', 'projectId')
    expect(await change(stranger, id, vic.id)).toEqual(hidden)
    expect(await change(stranger, id, stranger.id)).toEqual(hidden)
    expect(await change(ada, 'nonsense', vic.id)).toEqual(hidden)
  })

  it('cannot be changed by an anonymous caller', async () => {
    const id = newId()
    for (const [query, input] of [
      [ADD, { projectId: id, userId: id, role: 'EDITOR' }],
      [REMOVE, { projectId: id, userId: id }],
    ] as const) {
      expect((await service.run(query, { input })).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
  })

  it('of a public project: a stranger cannot join by themselves, and has none to leave', async () => {
    const stranger = await service.person()
    const id = await (await service.person()).project({ visibility: 'PUBLIC' })
    expect(await add(stranger, id, stranger.id)).toEqual({ code: 'FORBIDDEN' })
    expect(await remove(stranger, id, stranger.id)).toEqual(refused('MEMBER_NOT_FOUND', 'input', 'userId'))
  })
})
