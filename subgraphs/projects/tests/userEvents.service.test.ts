import type { BusMessage } from '@atelier/platform/bus/message.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { type ProjectsUser, startTestProjects, type TestProjects } from '@atelier/testkit/projects/testProjects.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestProjects

beforeAll(async () => {
  service = await startTestProjects({ limits: { membersAreInvited: false } })
})
afterAll(() => service.close())

const userEvent = (kind: string, userId: string): BusMessage => ({
  topic: 'user-events',
  key: userId,
  value: JSON.stringify({ version: 1, kind, userId, at: new Date().toISOString(), later: 'unknown' }),
  headers: {},
})
const visible = async (person: ProjectsUser, id: string) =>
  (await person.run('query ($id: ID!) { project(id: $id) { members { user { id } } } }', { id })).data.project

const createMany = async (person: ProjectsUser, count: number): Promise<string[]> => {
  const one = 'createProject(input: { name: "x" }) { project { id } }'
  const { data } = await person.run(
    `mutation { ${Array.from({ length: count }, (_, at) => `p${at}: ${one}`).join(' ')} }`,
  )
  return Object.values<{ project: { id: string } }>(data).map(({ project }) => project.id)
}
const invitation = (projectId: string, { id }: ProjectsUser) =>
  `addProjectMember(input: { projectId: "${projectId}", userId: "${id}", role: VIEWER }) { userErrors { code } }`

describe('an account that was deleted', () => {
  it('takes its projects and its memberships along, and nothing else', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const admin = await service.person({ role: 'ADMIN' })
    const [hers, his, other] = [await ada.project({ tags: ['x'] }), await bob.project(), await bob.project()]
    await ada.invite(hers, bob)
    await bob.invite(his, ada)

    await service.ports.bus.publish([userEvent('deleted', ada.id)])

    expect(await visible(admin, hers)).toBeNull()
    expect((await visible(bob, his)).members).toEqual([{ user: { id: bob.id } }])
    expect(await visible(bob, other)).not.toBeNull()
    await waitUntil(async () =>
      expect(await service.eventsOf(hers).at(-1)).toMatchObject({ kind: 'deleted', ownerId: ada.id }),
    )
    await waitUntil(async () =>
      expect(await service.eventsOf(his).at(-1)).toMatchObject({
        kind: 'memberChanged',
        userId: ada.id,
        role: null,
        ownerId: bob.id,
      }),
    )
  })

  it('is forgotten once, however often that is told', async () => {
    const ada = await service.person()
    const id = await ada.project()
    const message = userEvent('deleted', ada.id)
    await service.ports.bus.publish([message, message])
    await service.ports.bus.publish([message])
    const later = await ada.project()
    await waitUntil(async () => expect(await service.eventsOf(later)).toHaveLength(1))
    expect(service.eventsOf(id).map(event => event.kind)).toEqual(['created', 'deleted'])
  })

  it('passes on the trace of its deletion', async () => {
    const ada = await service.person()
    const id = await ada.project()
    const traceId = 'c0ffee'.padStart(32, '0')
    const headers = { traceparent: `00-${traceId}-00000000000000aa-01` }
    await service.ports.bus.publish([{ ...userEvent('deleted', ada.id), headers }])
    await waitUntil(async () =>
      expect(await service.tracesOf(id)).toEqual([expect.stringMatching(/^[\da-f]{32}$/), traceId]),
    )
  })

  it('may have more projects than one batch', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const owned = await createMany(ada, 101)
    const ids = await createMany(bob, 101)
    await bob.run(`mutation { ${ids.map((id, index) => `m${index}: ${invitation(id, ada)}`).join('\n')} }`)
    const member = await ada.run('{ projects { totalCount } }')
    expect(member.data.projects.totalCount).toBe(202)
    await service.ports.bus.publish([userEvent('deleted', ada.id)])
    const count = async (person: ProjectsUser) =>
      (await person.run('{ projects { totalCount } }')).data.projects.totalCount
    expect(await count(ada)).toBe(0)
    expect(await count(bob)).toBe(101)
    const last = () => owned.map(id => service.eventsOf(id).at(-1)?.kind)
    await waitUntil(async () => expect(await last()).toEqual(owned.map(() => 'deleted')))
  })
})

it('leaves accounts alone that were made or changed', async () => {
  const ada = await service.person()
  const id = await ada.project()
  await service.ports.bus.publish([userEvent('created', ada.id), userEvent('updated', ada.id)])
  expect(await visible(ada, id)).not.toBeNull()
})

it('sends what it cannot read to the dead letters, with the reason', async () => {
  const letters: BusMessage[] = []
  const subscription = await service.ports.bus.subscribe({
    topic: 'dead-letters',
    group: 'test',
    handle: async message => void letters.push(message),
  })
  const key = newId()
  await service.ports.bus.publish([
    { topic: 'user-events', key, value: '{"kind":"deleted"}', headers: { timestamp: 'then' } },
  ])
  await waitUntil(() => expect(letters).toHaveLength(1))
  expect(letters[0]?.key).toBe(key)
  expect(JSON.parse(letters[0]?.value ?? '')).toEqual({
    version: 1,
    topic: 'user-events',
    key,
    value: '{"kind":"deleted"}',
    headers: { timestamp: 'then' },
    reason: expect.stringContaining('userId'),
    service: 'projects',
    at: expect.any(String),
  })
  await subscription.close()
})
