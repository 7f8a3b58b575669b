import { codeOf, userErrorCodes } from '@atelier/testkit/app/answers.ts'
import { projectOf } from '@atelier/testkit/app/project.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
beforeAll(async () => {
  atelier = await startTestAtelier()
})
afterAll(() => atelier.close())

const INVITE = `mutation ($i: AddProjectMemberInput!) { addProjectMember(input: $i) {
  project { members { user { username } role } } invitation { user { username } role expiresAt } userErrors { code }
} }`
const ACCEPT = `mutation ($p: ID!) { acceptProjectInvitation(projectId: $p) {
  project { name members { user { username } role } } userErrors { code }
} }`
const DECLINE = `mutation ($p: ID!, $b: Boolean) {
  declineProjectInvitation(projectId: $p, block: $b) { declinedProjectId userErrors { code } }
}`
const INVITATIONS = `{ me {
  projects { totalCount }
  projectInvitations { totalCount nodes { project { id name } role invitedBy { username } } }
} }`

describe('a person who is invited', () => {
  it('sees who asks and for what, and nothing of the project until they accept', async () => {
    const [ada, bob] = [await atelier.user('ada'), await atelier.user('bob')]
    const secret = await ada.project('Secret plans')
    const task = await (await secret.generate()).finished()
    const { addProjectMember } = await ada.get(INVITE, {
      i: { projectId: secret.id, userId: bob.id, role: 'VIEWER' },
    })
    expect(addProjectMember).toEqual({
      project: { members: [{ user: { username: ada.username }, role: 'OWNER' }] },
      invitation: { user: { username: bob.username }, role: 'VIEWER', expiresAt: expect.any(String) },
      userErrors: [],
    })
    expect(await bob.get(INVITATIONS)).toEqual({
      me: {
        projects: { totalCount: 0 },
        projectInvitations: {
          totalCount: 1,
          nodes: [
            { project: { id: secret.id, name: 'Secret plans' }, role: 'VIEWER', invitedBy: { username: ada.username } },
          ],
        },
      },
    })
    const look = 'query ($p: ID!, $t: ID!) { project(id: $p) { name } task(id: $t) { status } }'
    expect(await bob.get(look, { p: secret.id, t: task.id })).toEqual({ project: null, task: null })

    expect((await bob.get(ACCEPT, { p: secret.id })).acceptProjectInvitation).toEqual({
      project: {
        name: 'Secret plans',
        members: [
          { user: { username: ada.username }, role: 'OWNER' },
          { user: { username: bob.username }, role: 'VIEWER' },
        ],
      },
      userErrors: [],
    })
    await waitUntil(async () =>
      expect(await bob.get(look, { p: secret.id, t: task.id })).toEqual({
        project: { name: 'Secret plans' },
        task: { status: 'COMPLETED' },
      }),
    )
    expect(codeOf(await projectOf(bob, secret.id).tryGenerate({ prompt: 'mine' }))).toBe('FORBIDDEN')
  })

  it('is bothered by nobody for long', async () => {
    const [eve, bob] = [await atelier.user('eve'), await atelier.user('bob')]
    const answers: string[] = []
    const ids: string[] = []
    for (let tries = 0; tries < 8; tries++) {
      const { id } = await eve.project(`BUY NOW ${tries}`)
      ids.push(id)
      const { addProjectMember } = await eve.get(INVITE, { i: { projectId: id, userId: bob.id, role: 'VIEWER' } })
      answers.push(userErrorCodes(addProjectMember)[0] ?? 'invited')
    }
    expect(answers).toEqual([...Array(5).fill('invited'), ...Array(3).fill('TOO_MANY_INVITATIONS')])
    const declined = await bob.get(DECLINE, { p: ids[0], b: true })
    expect(declined.declineProjectInvitation).toEqual({ declinedProjectId: ids[0], userErrors: [] })
    expect((await bob.get(INVITATIONS)).me).toEqual({
      projects: { totalCount: 0 },
      projectInvitations: { totalCount: 0, nodes: [] },
    })
  })

  it('is shown their invitations alone', async () => {
    const [ada, bob, eve] = [await atelier.user('ada'), await atelier.user('bob'), await atelier.user('eve')]
    const { id } = await ada.project('Secret plans', { visibility: 'PUBLIC' })
    await ada.get(INVITE, { i: { projectId: id, userId: bob.id, role: 'VIEWER' } })
    const seen = await eve.get(
      `query ($u: ID!, $p: ID!) {
        user(id: $u) { projectInvitations { totalCount } projectInvitationBlocks { totalCount } }
        project(id: $p) { name invitations { totalCount } }
      }`,
      { u: bob.id, p: id },
    )
    expect(seen).toEqual({
      user: { projectInvitations: null, projectInvitationBlocks: null },
      project: { name: 'Secret plans', invitations: null },
    })
  })
})
