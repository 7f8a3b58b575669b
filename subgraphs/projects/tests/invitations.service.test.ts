import type { BusMessage } from '@atelier/platform/bus/message.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { GraphQLAnswer } from '@atelier/testkit/platform/subgraphClient.ts'
import { type ProjectsUser, startTestProjects, type TestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const DAY_MS = 86_400_000

let service: TestProjects
beforeAll(async () => {
  service = await startTestProjects({
    limits: { members: 6, invitations: { perProject: 4, perPerson: 4, between: 3 }, blocks: 2 },
    invitationRate: { max: 12, windowMs: DAY_MS },
  })
})
afterAll(() => service.close())

const INVITATION = 'id project { id name } user { id } role invitedBy { id } createdAt expiresAt'
const INVITE = `mutation ($input: AddProjectMemberInput!) { addProjectMember(input: $input) {
  project { id members { user { id } role } } invitation { ${INVITATION} } userErrors { code field }
} }`
const ACCEPT = `mutation ($projectId: ID!) { acceptProjectInvitation(projectId: $projectId) {
  project { id name viewerRole members { user { id } role } } userErrors { code field }
} }`
const DECLINE = `mutation ($projectId: ID!, $block: Boolean) {
  declineProjectInvitation(projectId: $projectId, block: $block) { declinedProjectId userErrors { code field } }
}`
const REMOVE = `mutation ($input: RemoveProjectMemberInput!) { removeProjectMember(input: $input) {
  project { id } userErrors { code field }
} }`
const BLOCK = `mutation ($id: ID!) { blockProjectInvitations(fromUserId: $id) { userId userErrors { code field } } }`
const UNBLOCK = `mutation ($id: ID!) { unblockProjectInvitations(fromUserId: $id) { userId userErrors { code } } }`
const OF_PROJECT = `query ($id: ID!, $first: Int, $after: String) { project(id: $id) {
  invitations(first: $first, after: $after) { nodes { ${INVITATION} } totalCount pageInfo { hasNextPage endCursor } }
} }`
const OF_PEOPLE = `query ($representations: [_Any!]!, $first: Int, $after: String) {
  _entities(representations: $representations) { ... on User {
    projectInvitations(first: $first, after: $after) {
      nodes { ${INVITATION} } totalCount pageInfo { hasNextPage endCursor }
    }
    projectInvitationBlocks { nodes { user { id } blockedAt } totalCount }
  } }
}`

/** The payload of a mutation, or the error that took its place. */
async function run(
  person: ProjectsUser,
  mutation: string,
  variables: Record<string, unknown>,
): Promise<GraphQLAnswer['data']> {
  const { data, errors } = await person.run(mutation, variables)
  return errors ? { error: errors[0]?.extensions } : Object.values(data)[0]
}
const invite = (person: ProjectsUser, projectId: string, userId: string, role = 'EDITOR') =>
  run(person, INVITE, { input: { projectId, userId, role } })
const accept = (person: ProjectsUser, projectId: string) => run(person, ACCEPT, { projectId })
const decline = (person: ProjectsUser, projectId: string, block?: boolean) => run(person, DECLINE, { projectId, block })
const withdraw = (person: ProjectsUser, projectId: string, userId: string) =>
  run(person, REMOVE, { input: { projectId, userId } })
const codes = (payload: { userErrors: { code: string }[] }) => payload.userErrors.map(({ code }) => code)

const ofProject = async (person: ProjectsUser, id: string) =>
  (await person.run(OF_PROJECT, { id })).data.project.invitations
const ofPerson = async (asking: Pick<ProjectsUser, 'run'>, { id }: ProjectsUser, page = {}) => {
  const { data, errors } = await asking.run(OF_PEOPLE, { representations: [{ __typename: 'User', id }], ...page })
  expect(errors).toBeUndefined()
  return data._entities[0]
}
const shownTo = async (person: ProjectsUser): Promise<string[]> =>
  (await ofPerson(person, person)).projectInvitations.nodes.map((node: { project: { id: string } }) => node.project.id)
const membersOf = async (person: ProjectsUser, id: string): Promise<string[]> =>
  (
    await person.run('query ($id: ID!) { project(id: $id) { members { user { id } } } }', { id })
  ).data.project.members.map(({ user }: { user: { id: string } }) => user.id)
const people = async (count: number): Promise<ProjectsUser[]> => {
  const all: ProjectsUser[] = []
  while (all.length < count) all.push(await service.person())
  return all
}
const memberEvents = (id: string) =>
  service
    .eventsOf(id)
    .filter(event => event.kind === 'memberChanged')
    .map(({ userId, role }) => ({ userId, role }))
const userDeleted = (userId: string): BusMessage => ({
  topic: 'user-events',
  key: userId,
  value: JSON.stringify({ version: 1, kind: 'deleted', userId, at: new Date().toISOString() }),
  headers: {},
})
const [ADA, BOB, CY] = [0, 1, 2] as const
const pair = async () => {
  const all = await people(3)
  return { ada: all[ADA]!, bob: all[BOB]!, cy: all[CY]! }
}

describe('an invitation', () => {
  it('makes nobody a member, and shows no more than the name of the project, the role and who invites', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project({ name: 'Secret plans', description: 'all of it' })
    const { project, invitation, userErrors } = await invite(ada, id, bob.id, 'VIEWER')
    expect(userErrors).toEqual([])
    expect(project.members).toEqual([{ user: { id: ada.id }, role: 'OWNER' }])
    const seen = {
      id: invitation.id,
      project: { id, name: 'Secret plans' },
      user: { id: bob.id },
      role: 'VIEWER',
      invitedBy: { id: ada.id },
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
    }
    expect(invitation).toEqual(seen)
    expect((await ofPerson(bob, bob)).projectInvitations).toMatchObject({ nodes: [seen], totalCount: 1 })
    expect(await ofProject(ada, id)).toMatchObject({ nodes: [seen], totalCount: 1 })
    const { data } = await bob.run('query ($id: ID!) { project(id: $id) { name } projects { totalCount } }', { id })
    expect(data).toEqual({ project: null, projects: { totalCount: 0 } })
    expect(memberEvents(id)).toEqual([])
  })

  it('that is accepted makes a member with its role, once, and other services hear of it', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id, 'VIEWER')
    const { project } = await accept(bob, id)
    expect(project).toMatchObject({ id, name: 'Posters', viewerRole: 'VIEWER' })
    expect(project.members).toHaveLength(2)
    expect(await shownTo(bob)).toEqual([])
    expect(await ofProject(ada, id)).toMatchObject({ nodes: [], totalCount: 0 })
    expect((await accept(bob, id)).userErrors).toEqual([])
    await waitUntil(async () => expect(await memberEvents(id)).toEqual([{ userId: bob.id, role: 'VIEWER' }]))
  })

  it('is given another role by inviting again, and stays one', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    const first = (await invite(ada, id, bob.id, 'VIEWER')).invitation
    const again = (await invite(ada, id, bob.id, 'EDITOR')).invitation
    expect(again).toEqual({ ...first, role: 'EDITOR' })
    expect((await invite(ada, id, bob.id, 'EDITOR')).invitation).toEqual(again)
    expect(codes(await invite(ada, id, bob.id, 'OWNER'))).toEqual(['INVALID_ROLE'])
    expect((await accept(bob, id)).project.viewerRole).toBe('EDITOR')
  })

  it('is seen by the person alone, and by who manages the project', async () => {
    const { ada, bob, cy } = await pair()
    const admin = await service.person({ role: 'ADMIN' })
    const id = await ada.project({ visibility: 'PUBLIC' })
    await ada.invite(id, cy, 'EDITOR')
    await invite(ada, id, bob.id)
    for (const other of [ada, cy, admin, service]) {
      expect(await ofPerson(other, bob)).toEqual({ projectInvitations: null, projectInvitationBlocks: null })
    }
    expect((await ofProject(admin, id)).totalCount).toBe(1)
    for (const other of [bob, cy]) expect(await ofProject(other, id)).toBeNull()
  })

  it('is nobody else’s to answer', async () => {
    const { ada, bob, cy } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    const none = [{ code: 'INVITATION_NOT_FOUND', field: ['projectId'] }]
    for (const projectId of [id, newId(), 'nonsense']) {
      expect(await accept(cy, projectId)).toEqual({ project: null, userErrors: none })
      expect(await decline(cy, projectId)).toEqual({ declinedProjectId: null, userErrors: none })
    }
    for (const mutation of [ACCEPT, DECLINE]) {
      const { errors } = await service.run(mutation, { projectId: id })
      expect(errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
    for (const mutation of [BLOCK, UNBLOCK]) {
      expect((await service.run(mutation, { id: bob.id })).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
  })

  it('can be withdrawn, after which it cannot be accepted', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    expect(await withdraw(ada, id, bob.id)).toEqual({ project: { id }, userErrors: [] })
    expect(await shownTo(bob)).toEqual([])
    expect(codes(await accept(bob, id))).toEqual(['INVITATION_NOT_FOUND'])
    expect(codes(await withdraw(ada, id, bob.id))).toEqual(['MEMBER_NOT_FOUND'])
    expect(memberEvents(id)).toEqual([])
  })

  it('of an archived project can be accepted too', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await ada.run('mutation ($id: ID!) { archiveProject(id: $id) { userErrors { code } } }', { id })
    await invite(ada, id, bob.id)
    expect((await accept(bob, id)).project.viewerRole).toBe('EDITOR')
  })

  it('expires', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    const { invitation } = await invite(ada, id, bob.id)
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(14 * DAY_MS)
    service.ports.clock.advance(14 * DAY_MS + 1_000)
    const [later, owner] = [await signedInAgain(bob), await signedInAgain(ada)]
    expect(await shownTo(later)).toEqual([])
    expect(codes(await accept(later, id))).toEqual(['INVITATION_NOT_FOUND'])
    const again = (await invite(owner, id, bob.id, 'VIEWER')).invitation
    expect(again.id).not.toBe(invitation.id)
    expect((await accept(later, id)).project.viewerRole).toBe('VIEWER')
  })

  it('goes with the project', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    await ada.run('mutation ($id: ID!) { deleteProject(id: $id) { userErrors { code } } }', { id })
    expect(await shownTo(bob)).toEqual([])
    expect(codes(await accept(bob, id))).toEqual(['INVITATION_NOT_FOUND'])
  })

  it('goes with the account of either side', async () => {
    const { ada, bob, cy } = await pair()
    const [hers, his] = [await ada.project(), await bob.project()]
    await invite(ada, hers, bob.id)
    await invite(bob, his, ada.id)
    await invite(bob, his, cy.id)
    await run(cy, BLOCK, { id: ada.id })
    await service.ports.bus.publish([userDeleted(ada.id)])
    expect(await shownTo(bob)).toEqual([])
    expect((await ofProject(bob, his)).nodes.map(({ user }: { user: object }) => user)).toEqual([{ id: cy.id }])
    expect((await ofPerson(cy, cy)).projectInvitationBlocks.totalCount).toBe(0)
  })

  it('to oneself is none: an administrator joins at once', async () => {
    const admin = await service.person({ role: 'ADMIN' })
    const id = await (await service.person()).project()
    const { project, invitation } = await invite(admin, id, admin.id)
    expect(invitation).toBeNull()
    expect(project.members).toHaveLength(2)
  })

  it('needs an account to invite', async () => {
    const ada = await service.person()
    const id = await ada.project()
    const none = [{ code: 'USER_NOT_FOUND', field: ['input', 'userId'] }]
    expect((await invite(ada, id, newId())).userErrors).toEqual(none)
    expect((await invite(ada, id, 'nonsense')).userErrors).toEqual(none)
  })
})

/** The same person with a token that begins now, for a test that has moved the clock. */
async function signedInAgain(person: ProjectsUser): Promise<ProjectsUser> {
  const { token } = await service.ports.tokenOf(person.viewer)
  return { ...person, token, run: (query, variables) => service.client.run(query, variables, token) }
}

describe('declining', () => {
  it('takes the invitation away and keeps it from coming again for a while', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    expect(await decline(bob, id)).toEqual({ declinedProjectId: id, userErrors: [] })
    expect(codes(await decline(bob, id))).toEqual(['INVITATION_NOT_FOUND'])
    expect(await ofProject(ada, id)).toMatchObject({ totalCount: 0 })
    expect((await invite(ada, id, bob.id)).userErrors).toEqual([
      { code: 'INVITATION_DECLINED', field: ['input', 'userId'] },
    ])
    service.ports.clock.advance(30 * DAY_MS + 1_000)
    expect(codes(await invite(await signedInAgain(ada), id, bob.id))).toEqual([])
    expect(await shownTo(await signedInAgain(bob))).toEqual([id])
  })

  it('counts against who invites, also when they delete the project and make another', async () => {
    const { ada, bob } = await pair()
    for (let times = 0; times < 3; times++) {
      const id = await ada.project()
      expect(codes(await invite(ada, id, bob.id))).toEqual([])
      await decline(bob, id)
      await ada.run('mutation ($id: ID!) { deleteProject(id: $id) { userErrors { code } } }', { id })
    }
    expect(codes(await invite(ada, await ada.project(), bob.id))).toEqual(['TOO_MANY_INVITATIONS'])
  })

  it('can block who invites', async () => {
    const { ada, bob } = await pair()
    const [one, two] = [await ada.project(), await ada.project()]
    await invite(ada, one, bob.id)
    await invite(ada, two, bob.id)
    expect(await decline(bob, one, true)).toEqual({ declinedProjectId: one, userErrors: [] })
    expect(await shownTo(bob)).toEqual([])
    expect((await ofPerson(bob, bob)).projectInvitationBlocks).toEqual({
      nodes: [{ user: { id: ada.id }, blockedAt: expect.any(String) }],
      totalCount: 1,
    })
  })
})

describe('blocking a person', () => {
  it('shows no invitation of theirs, of which they learn nothing, until they are unblocked', async () => {
    const { ada, bob, cy } = await pair()
    expect(await run(bob, BLOCK, { id: ada.id })).toEqual({ userId: ada.id, userErrors: [] })
    const id = await ada.project()
    const toBob = await invite(ada, id, bob.id)
    const toCy = await invite(ada, id, cy.id)
    expect(Object.keys(toBob.invitation)).toEqual(Object.keys(toCy.invitation))
    expect((await ofProject(ada, id)).totalCount).toBe(2)
    expect(await shownTo(bob)).toEqual([])
    expect(codes(await accept(bob, id))).toEqual(['INVITATION_NOT_FOUND'])
    expect(codes(await decline(bob, id))).toEqual(['INVITATION_NOT_FOUND'])
    await run(bob, UNBLOCK, { id: ada.id })
    expect(await shownTo(bob)).toEqual([id])
  })

  it('twice is once, and oneself or too many cannot be blocked', async () => {
    const [bob, ...others] = (await people(4)) as [ProjectsUser, ...ProjectsUser[]]
    for (const other of others.slice(0, 2)) await run(bob, BLOCK, { id: other.id })
    expect(codes(await run(bob, BLOCK, { id: others[0]!.id }))).toEqual([])
    expect((await ofPerson(bob, bob)).projectInvitationBlocks.totalCount).toBe(2)
    expect(codes(await run(bob, BLOCK, { id: others[2]!.id }))).toEqual(['TOO_MANY_BLOCKS'])
    expect(codes(await run(bob, BLOCK, { id: bob.id }))).toEqual(['CANNOT_BLOCK_SELF'])
    expect(codes(await run(bob, BLOCK, { id: 'nonsense' }))).toEqual(['USER_NOT_FOUND'])
  })
})

describe('invitations are bounded', () => {
  it('by what one person sends another, however many projects they have', async () => {
    const { ada, bob } = await pair()
    const ids = await Promise.all(Array.from({ length: 6 }, () => ada.project()))
    const answers = await Promise.all(ids.map(id => invite(ada, id, bob.id)))
    expect(answers.flatMap(answer => codes(answer))).toEqual(Array(3).fill('TOO_MANY_INVITATIONS'))
    expect(await shownTo(bob)).toHaveLength(3)
  })

  it('by what a person is shown, without what they have blocked', async () => {
    const [bob, ...others] = (await people(7)) as [ProjectsUser, ...ProjectsUser[]]
    await run(bob, BLOCK, { id: others[0]!.id })
    const answers = []
    for (const other of others) answers.push(codes(await invite(other, await other.project(), bob.id)))
    expect(answers).toEqual([[], [], [], [], [], ['TOO_MANY_INVITATIONS']])
    expect(await shownTo(bob)).toHaveLength(4)
  })

  it('by the project, those at once included', async () => {
    const [ada, ...others] = (await people(7)) as [ProjectsUser, ...ProjectsUser[]]
    const id = await ada.project()
    const answers = await Promise.all(others.map(other => invite(ada, id, other.id)))
    expect(answers.flatMap(answer => codes(answer))).toEqual(Array(2).fill('TOO_MANY_INVITATIONS'))
    expect((await ofProject(ada, id)).totalCount).toBe(4)
  })

  it('by the places that a project has', async () => {
    const [ada, ...others] = (await people(8)) as [ProjectsUser, ...ProjectsUser[]]
    const id = await ada.project()
    for (const other of others.slice(0, 3)) await ada.invite(id, other)
    for (const other of others.slice(3, 5)) await invite(ada, id, other.id)
    expect((await invite(ada, id, others[5]!.id)).userErrors).toEqual([
      { code: 'TOO_MANY_MEMBERS', field: ['input', 'userId'] },
    ])
    expect((await invite(ada, id, others[4]!.id, 'VIEWER')).userErrors).toEqual([])
  })

  it('by what one person sends in a window', async () => {
    const ada = await service.person()
    const id = await ada.project()
    for (let sent = 0; sent < 12; sent++) {
      const other = await service.person()
      expect(codes(await invite(ada, id, other.id))).toEqual([])
      await withdraw(ada, id, other.id)
    }
    const other = await service.person()
    expect((await invite(ada, id, other.id)).error).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: expect.any(Number),
    })
    expect(await shownTo(other)).toEqual([])
  })

  it('in pages', async () => {
    const [bob, ada, cy] = (await people(3)) as [ProjectsUser, ProjectsUser, ProjectsUser]
    const sent: string[] = []
    for (const who of [ada, cy, ada]) {
      service.ports.clock.advance(1_000)
      const id = await who.project()
      await invite(who, id, bob.id)
      sent.unshift(id)
    }
    const first = (await ofPerson(bob, bob, { first: 2 })).projectInvitations
    const rest = (await ofPerson(bob, bob, { first: 2, after: first.pageInfo.endCursor })).projectInvitations
    expect(
      [first, rest].flatMap(page => page.nodes.map(({ project }: { project: { id: string } }) => project.id)),
    ).toEqual(sent)
    expect([first.totalCount, first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([3, true, false])
    for (const page of [{ first: 0 }, { first: 101 }, { after: 'nonsense' }]) {
      const representations = [{ __typename: 'User', id: bob.id }]
      const { errors } = await bob.run(OF_PEOPLE, { representations, ...page })
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
    }
  })

  it('in queries: as many for a list of projects as for one', async () => {
    const ada = await service.person()
    for (let made = 0; made < 10; made++) {
      const id = await ada.project()
      if (made < 5) await invite(ada, id, (await service.person()).id)
    }
    const list = (first: number) => () =>
      ada.run(
        `query ($first: Int) { projects(first: $first) { nodes { invitations(first: 5) { totalCount nodes { project { name } } } } } }`,
        { first },
      )
    const two = await service.countQueries(list(8))
    expect(await service.countQueries(list(10))).toBe(two)
  })
})

describe('at the same time', () => {
  it('two invitations are one', async () => {
    const { ada, bob } = await pair()
    const admin = await service.person({ role: 'ADMIN' })
    const id = await ada.project()
    const answers = await Promise.all([
      invite(ada, id, bob.id),
      invite(admin, id, bob.id, 'VIEWER'),
      invite(ada, id, bob.id),
    ])
    for (const answer of answers) expect(answer.userErrors).toEqual([])
    expect(new Set(answers.map(({ invitation }) => invitation.id)).size).toBe(1)
    expect((await ofProject(ada, id)).totalCount).toBe(1)
  })

  it('accepting twice makes one member', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    const answers = await Promise.all([accept(bob, id), accept(bob, id), accept(bob, id)])
    for (const answer of answers) expect(answer.userErrors).toEqual([])
    expect(await membersOf(ada, id)).toEqual([ada.id, bob.id])
    await waitUntil(async () => expect(await memberEvents(id)).toHaveLength(1))
  })

  it.each([
    ['withdrawn', (ada: ProjectsUser, bob: ProjectsUser, id: string) => withdraw(ada, id, bob.id)],
    ['declined', (_: ProjectsUser, bob: ProjectsUser, id: string) => decline(bob, id)],
  ])('accepted and %s: one of both happens', async (_, end) => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    const [accepted, ended] = await Promise.all([accept(bob, id), end(ada, bob, id)])
    const joined = (await membersOf(ada, id)).includes(bob.id)
    if (codes(accepted).length > 0) {
      expect(codes(accepted)).toEqual(['INVITATION_NOT_FOUND'])
      expect(codes(ended)).toEqual([])
      expect(joined).toBe(false)
    } else if (codes(ended).length > 0) {
      expect(codes(ended)).toEqual(['INVITATION_NOT_FOUND'])
      expect(joined).toBe(true)
    } else {
      // Taken out again as a member.
      expect(joined).toBe(false)
      await waitUntil(async () => expect(await memberEvents(id).map(({ role }) => role)).toEqual(['EDITOR', null]))
    }
    expect(await shownTo(bob)).toEqual([])
  })

  it('accepted while the project is deleted: there is no member without a project', async () => {
    const { ada, bob } = await pair()
    const id = await ada.project()
    await invite(ada, id, bob.id)
    const [accepted, removed] = await Promise.all([
      accept(bob, id),
      run(ada, 'mutation ($id: ID!) { deleteProject(id: $id) { project { id } userErrors { code } } }', { id }),
    ])
    expect(codes(removed)).toEqual([])
    expect([[], ['INVITATION_NOT_FOUND']]).toContainEqual(codes(accepted))
    expect(await shownTo(bob)).toEqual([])
    const { data } = await bob.run('{ projects { totalCount } }')
    expect(data.projects.totalCount).toBe(0)
    await waitUntil(async () => expect(await service.eventsOf(id).at(-1)?.kind).toBe('deleted'))
  })
})

describe('what a person has is bounded', () => {
  let few: TestProjects
  beforeAll(async () => {
    few = await startTestProjects({ limits: { ownedProjects: 3, joinedProjects: 2 } })
  })
  afterAll(() => few.close())

  const CREATE = 'mutation { createProject(input: { name: "x" }) { project { id } userErrors { code field } } }'

  it('by projects that they own, those made at once included', async () => {
    const ada = await few.person()
    const answers = await Promise.all(Array.from({ length: 6 }, () => run(ada, CREATE, {})))
    expect(answers.flatMap(answer => answer.userErrors)).toEqual(
      Array(3).fill({ code: 'TOO_MANY_PROJECTS', field: null }),
    )
    const { data } = await ada.run('{ projects { totalCount nodes { id } } }')
    expect(data.projects.totalCount).toBe(3)
    await ada.run('mutation ($id: ID!) { deleteProject(id: $id) { userErrors { code } } }', {
      id: data.projects.nodes[0].id,
    })
    expect(codes(await run(ada, CREATE, {}))).toEqual([])
  })

  it('by projects of others that they join', async () => {
    const bob = await few.person()
    const ids: string[] = []
    for (let made = 0; made < 3; made++) {
      const ada = await few.person()
      const id = await ada.project()
      ids.push(id)
      await invite(ada, id, bob.id)
    }
    const answers = await Promise.all(ids.map(id => accept(bob, id)))
    expect(answers.flatMap(answer => answer.userErrors)).toEqual([{ code: 'TOO_MANY_PROJECTS', field: ['projectId'] }])
    const { data } = await bob.run('{ projects { totalCount } }')
    expect(data.projects.totalCount).toBe(2)
  })
})
