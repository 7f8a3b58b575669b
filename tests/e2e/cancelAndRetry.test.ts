import { userErrorCodes } from '@atelier/testkit/app/answers.ts'
import type { GatewayUser, TestProject } from '@atelier/testkit/app/project.ts'
import type { TestTask } from '@atelier/testkit/app/task.ts'
import { startTestAtelier, type TestAtelier } from '@atelier/testkit/app/testAtelier.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let atelier: TestAtelier
let ada: GatewayUser
let project: TestProject

beforeAll(async () => {
  atelier = await startTestAtelier()
  ada = await atelier.user('ada')
  project = await ada.project()
})
afterAll(() => atelier.close())

const CANCEL = 'mutation ($id: ID!) { cancelTask(id: $id) { task { id status } userErrors { code } } }'
const RETRY =
  'mutation ($id: ID!) { retryTask(id: $id) { task { id seed prompt retriedFrom { id } } userErrors { code } } }'
const large = { size: '1024x1024', count: 8, prompt: 'a city at night' }

const picturesOf = (task: TestTask) => atelier.objects(`tasks/${task.id}`)

describe('calling off a task', () => {
  it('that a worker is on ends it at once, and no picture comes later', async () => {
    const task = await project.generate(large)
    await task.until(state => state.status === 'PROCESSING')
    const { cancelTask } = await ada.get(CANCEL, { id: task.id })
    expect(cancelTask.task.status).toBe('CANCELED')
    const { version } = await task.now()
    // The worker hears of it and lets go: then the next task gets its place.
    expect(await (await project.generate()).finished()).toMatchObject({ status: 'COMPLETED' })
    await waitUntil(async () => expect(await picturesOf(task)).toEqual([]))
    expect(await task.now()).toMatchObject({ status: 'CANCELED', version, artifacts: [] })
  })

  it('is told to who watches, as the last state', async () => {
    const task = await project.generate(large)
    const states = task.states()
    await task.until(state => state.status === 'PROCESSING')
    await ada.get(CANCEL, { id: task.id })
    expect((await states).at(-1)).toMatchObject({ status: 'CANCELED' })
  })

  it('can be done once', async () => {
    const task = await project.generate(large)
    await ada.get(CANCEL, { id: task.id })
    expect(userErrorCodes((await ada.get(CANCEL, { id: task.id })).cancelTask)).toEqual(['TASK_ALREADY_FINISHED'])
  })

  it('can be done for a whole project', async () => {
    const other = await ada.project('Other')
    const tasks = await Promise.all([other.generate(large), other.generate(large), other.generate(large)])
    const { cancelTasks } = await ada.get(
      'mutation ($id: ID!) { cancelTasks(projectId: $id) { canceledCount userErrors { code } } }',
      { id: other.id },
    )
    expect(cancelTasks).toEqual({ canceledCount: 3, userErrors: [] })
    expect(await Promise.all(tasks.map(async task => (await task.now()).status))).toEqual(tasks.map(() => 'CANCELED'))
  })
})

describe('trying a task again', () => {
  it('makes a new one that knows the old one', async () => {
    const task = await project.generate(large)
    await ada.get(CANCEL, { id: task.id })
    const { retryTask } = await ada.get(RETRY, { id: task.id })
    expect(retryTask.task.id).not.toBe(task.id)
    expect(retryTask.task).toMatchObject({
      retriedFrom: { id: task.id },
      seed: task.accepted.seed,
      prompt: 'a city at night',
    })
    await ada.get(CANCEL, { id: retryTask.task.id })
  })

  it('waits until the task is finished', async () => {
    const task = await project.generate(large)
    expect(userErrorCodes((await ada.get(RETRY, { id: task.id })).retryTask)).toEqual(['TASK_NOT_FINISHED'])
    await ada.get(CANCEL, { id: task.id })
  })
})

describe('deleting a project', () => {
  it('calls its tasks off and removes its pictures', async () => {
    const doomed = await ada.project('Doomed')
    const done = await doomed.generate()
    await done.finished()
    expect(await picturesOf(done)).not.toEqual([])
    const running = await doomed.generate(large)
    await ada.get('mutation ($id: ID!) { deleteProject(id: $id) { userErrors { code } } }', { id: doomed.id })
    await waitUntil(async () => {
      expect(await done.now()).toBeNull()
      expect(await running.now()).toBeNull()
      expect(await picturesOf(done)).toEqual([])
    })
    // The worker has let go of it when the next task has its place: then no picture comes any more.
    expect(await (await project.generate()).finished()).toMatchObject({ status: 'COMPLETED' })
    await waitUntil(async () => expect(await picturesOf(running)).toEqual([]))
  })
})
