import { dataOf } from '@atelier/testkit/app/answers.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { projectOf, type TestProject } from '@atelier/testkit/app/project.ts'
import type { TestTask } from '@atelier/testkit/app/task.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
beforeAll(async () => {
  atelier = await startTestAtelier()
})
afterAll(() => atelier.close())

const REMOVE = 'mutation ($i: RemoveProjectMemberInput!) { removeProjectMember(input: $i) { userErrors { code } } }'
const LIST = `{
  tasks { totalCount nodes { id project { name owner { username } } requestedBy { username } } }
  me { tasks { nodes { id project { owner { username } } } } projects { nodes { name } } }
}`

interface Scene {
  ada: GatewayUser
  bob: GatewayUser
  /** Ada's, with Bob as an editor. */
  shared: TestProject
  /** Bob's, in Ada's project. */
  task: TestTask
  /** Bob's, in his own project. */
  own: TestTask
}

async function scene(): Promise<Scene> {
  const [ada, bob] = [await atelier.user('ada'), await atelier.user('bob')]
  const shared = await ada.project('Ours')
  await shared.add(bob)
  const task = await projectOf(bob, shared.id).generate()
  const own = await (await bob.project('Mine')).generate()
  return { ada, bob, shared, task, own }
}

describe('who was taken out of a project', () => {
  it('still lists what they asked for there, without the project', async () => {
    const { ada, bob, shared, task, own } = await scene()
    await ada.get(REMOVE, { i: { projectId: shared.id, userId: bob.id } })
    await waitUntil(async () =>
      expect((await bob.get(`{ task(id: "${task.id}") { project { id } } }`)).task.project).toBeNull(),
    )
    const mine = { owner: { username: bob.username } }
    expect(await bob.get(LIST)).toEqual({
      tasks: {
        totalCount: 2,
        nodes: [
          { id: own.id, project: { name: 'Mine', ...mine }, requestedBy: { username: bob.username } },
          { id: task.id, project: null, requestedBy: { username: bob.username } },
        ],
      },
      me: {
        tasks: {
          nodes: [
            { id: own.id, project: mine },
            { id: task.id, project: null },
          ],
        },
        projects: { nodes: [{ name: 'Mine' }] },
      },
    })
  })

  it('goes on watching their own task, without the project', async () => {
    const { ada, bob, shared, task } = await scene()
    await task.finished()
    await ada.get(REMOVE, { i: { projectId: shared.id, userId: bob.id } })
    const watch = 'subscription ($t: ID!) { taskUpdated(id: $t) { status project { name owner { username } } } }'
    await waitUntil(async () => {
      for await (const event of bob.watch(watch, { t: task.id })) {
        expect(dataOf(event).taskUpdated).toEqual({ status: 'COMPLETED', project: null })
        return
      }
      throw new Error('no event')
    })
  })
})

describe('while a project is deleted with its tasks', () => {
  it('every list that had them is there all the time, and names no fault', async () => {
    const { ada, bob, shared, task, own } = await scene()
    await ada.get('mutation ($p: ID!) { deleteProject(id: $p) { userErrors { code } } }', { p: shared.id })
    await waitUntil(async () => {
      const { tasks, me } = await bob.get(LIST)
      const seen = [...tasks.nodes, ...me.tasks.nodes].filter(({ id }: { id: string }) => id === task.id)
      for (const { project } of seen) expect(project).toBeNull()
      expect(tasks.nodes.map(({ id }: { id: string }) => id)).toEqual([own.id])
    })
  })

  it('also when it goes with the account of its owner', async () => {
    const { ada, bob, task, own } = await scene()
    await ada.get('mutation ($p: String!) { deleteAccount(password: $p) { deletedUserId } }', { p: ada.password })
    await waitUntil(async () => {
      const { tasks } = await bob.get(LIST)
      for (const { id, project } of tasks.nodes) if (id === task.id && project) expect(project.name).toBe('Ours')
      expect(tasks.nodes.map(({ id }: { id: string }) => id)).toEqual([own.id])
    })
  })
})
