import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks()
})
afterAll(() => service.close())

const show = async (person: TasksUser, id: string) => (await person.run(TASK, { id })).data.task

describe('calling a task off', () => {
  const CANCEL = 'mutation ($id: ID!) { cancelTask(id: $id) { task { status version } userErrors { code field } } }'

  it('is final at once, stops the worker and leaves no picture', async () => {
    const ada = await service.person()
    const id = await ada.asks({ count: 2 })
    const taken = await service.worker.task(id)
    await taken.started()
    await taken.artifact(0)
    expect((await ada.run(CANCEL, { id })).data.cancelTask).toMatchObject({
      task: { status: 'CANCELED' },
      userErrors: [],
    })
    await eventually(() => service.worker.canceled.includes(id))
    await eventually(async () => (await service.storage.info(`tasks/${id}/1/0.png`)) === undefined)

    const late = await taken.artifact(1)
    await taken.completed([late])
    expect(await show(ada, id)).toMatchObject({ status: 'CANCELED', artifacts: [] })
    service.ports.clock.advance(31_000)
    await eventually(async () => (await service.storage.info(late.key)) === undefined)
  })

  it('is refused when the task is finished', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    await (await service.worker.task(id)).makes()
    expect((await ada.run(CANCEL, { id })).data.cancelTask).toEqual({
      task: null,
      userErrors: [{ code: 'TASK_ALREADY_FINISHED', field: ['id'] }],
    })
    expect(service.worker.canceled).not.toContain(id)
  })

  it('is for its requester, editors and owners of its project and administrators', async () => {
    const [ada, editor, viewer, stranger] = await Promise.all([1, 2, 3, 4].map(() => service.person()))
    const admin = await service.person({ role: 'ADMIN' })
    if (!ada || !editor || !viewer || !stranger) throw new Error('nobody there')
    const projectId = service.projects.add({
      roles: { [ada.id]: 'OWNER', [editor.id]: 'EDITOR', [viewer.id]: 'VIEWER' },
    })
    const ids = [await ada.asks({ projectId }), await ada.asks({ projectId }), await editor.asks({ projectId })]
    expect((await stranger.run(CANCEL, { id: ids[0] })).data.cancelTask.userErrors).toMatchObject([
      { code: 'TASK_NOT_FOUND' },
    ])
    expect((await viewer.run(CANCEL, { id: ids[0] })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    expect((await editor.run(CANCEL, { id: ids[0] })).data.cancelTask.task.status).toBe('CANCELED')
    expect((await admin.run(CANCEL, { id: ids[1] })).data.cancelTask.task.status).toBe('CANCELED')
    expect((await ada.run(CANCEL, { id: ids[2] })).data.cancelTask.task.status).toBe('CANCELED')
    expect((await ada.run(CANCEL, { id: 'nonsense' })).data.cancelTask.userErrors).toMatchObject([
      { code: 'TASK_NOT_FOUND' },
    ])
    expect((await service.anonymous.run(CANCEL, { id: ids[0] })).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
  })

  it('reaches every unfinished task of a project', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const done = await ada.asks()
    await (await service.worker.task(done)).makes()
    const ids = [await ada.asks(), await ada.asks(), await ada.asks()]
    const CANCEL_ALL = `mutation ($id: ID!) {
      cancelTasks(projectId: $id) { canceledCount tasks { id status } userErrors { code field } }
    }`
    expect((await bob.run(CANCEL_ALL, { id: ada.projectId })).data.cancelTasks).toEqual({
      canceledCount: 0,
      tasks: [],
      userErrors: [{ code: 'PROJECT_NOT_FOUND', field: ['projectId'] }],
    })
    const { cancelTasks } = (await ada.run(CANCEL_ALL, { id: ada.projectId })).data
    expect(cancelTasks).toMatchObject({ canceledCount: 3, userErrors: [] })
    expect(cancelTasks.tasks).toEqual(ids.map(id => ({ id, status: 'CANCELED' })))
    expect(await show(ada, done)).toMatchObject({ status: 'COMPLETED' })
    service.projects.change(ada.projectId, { roles: { [ada.id]: 'OWNER', [bob.id]: 'VIEWER' } })
    service.ports.clock.advance(11_000)
    expect((await bob.run(CANCEL_ALL, { id: ada.projectId })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
  })
})

describe('asking again for what a task asked for', () => {
  const RETRY = `mutation ($id: ID!) {
    retryTask(id: $id) { task { id status seed prompt count retriedFrom { id } } userErrors { code field } }
  }`

  it('makes a new task with the same seed', async () => {
    const ada = await service.person()
    const id = await ada.asks({ prompt: 'a kite', count: 2 })
    expect((await ada.run(RETRY, { id })).data.retryTask).toEqual({
      task: null,
      userErrors: [{ code: 'TASK_NOT_FINISHED', field: ['id'] }],
    })
    await (await service.worker.task(id)).makes()
    const { seed } = await show(ada, id)
    const { retryTask } = (await ada.run(RETRY, { id })).data
    expect(retryTask.task).toMatchObject({ seed, prompt: 'a kite', count: 2, retriedFrom: { id } })
    expect(retryTask.task.id).not.toBe(id)
    expect((await service.worker.task(retryTask.task.id)).request).toMatchObject({ seed, attempt: 1 })
  })

  it('is for editors and owners, and finds no task that one cannot see', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.asks()
    await (await service.worker.task(id)).makes()
    expect((await bob.run(RETRY, { id })).data.retryTask.userErrors).toMatchObject([{ code: 'TASK_NOT_FOUND' }])
    service.projects.change(ada.projectId, { isPublic: true })
    service.ports.clock.advance(11_000)
    expect((await bob.run(RETRY, { id })).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    service.projects.change(ada.projectId, { archived: true })
    service.ports.clock.advance(11_000)
    expect((await ada.run(RETRY, { id })).data.retryTask.userErrors).toMatchObject([{ code: 'PROJECT_ARCHIVED' }])
  })
})
