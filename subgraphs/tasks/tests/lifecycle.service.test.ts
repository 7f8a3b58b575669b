import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks()
})
afterAll(() => service.close())

const show = async (person: TasksUser, id: string) => (await person.run(TASK, { id })).data.task
const statuses = (task: { timeline: { status: string }[] }) => task.timeline.map(line => line.status)

describe('a try that fails', () => {
  it('is followed by others until none is left, and the task is laid aside', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    for (const attempt of [1, 2, 3]) {
      const taken = await service.worker.task(id, attempt)
      await taken.started()
      await taken.failed(true)
    }
    const task = await show(ada, id)
    expect(task).toMatchObject({
      status: 'FAILED',
      attempt: 3,
      stage: null,
      error: { code: 'MODEL_UNAVAILABLE', message: 'The model is away.', retryable: true },
      artifacts: [],
    })
    const tries = ['QUEUED', 'PROCESSING', 'PENDING']
    expect(statuses(task)).toEqual(['PENDING', ...tries, ...tries, 'QUEUED', 'PROCESSING', 'FAILED'])
    const admin = await service.person({ role: 'ADMIN' })
    const { data } = await admin.run('{ deadLetters { nodes { topic key reason payload task { id } } } }')
    expect(data.deadLetters.nodes).toContainEqual({
      topic: 'generation-tasks',
      key: id,
      reason: 'MODEL_UNAVAILABLE: The model is away.',
      payload: expect.objectContaining({ taskId: id, attempt: 3 }),
      task: { id },
    })
  })

  it('ends the task at once when another would end the same way', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    const taken = await service.worker.task(id)
    await taken.started()
    await taken.artifact(0)
    await taken.failed(false)
    expect(await show(ada, id)).toMatchObject({ status: 'FAILED', attempt: 1, artifacts: [] })
    await eventually(async () => (await service.storage.info(`tasks/${id}/1/0.png`)) === undefined)
  })

  it('may be followed by one that succeeds, and the error is gone', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    await (await service.worker.task(id, 1)).failed(true)
    await (await service.worker.task(id, 2)).makes()
    expect(await show(ada, id)).toMatchObject({
      status: 'COMPLETED',
      attempt: 2,
      error: null,
      artifacts: [{ index: 0 }],
    })
  })

  it('is not counted when the worker let go of the task', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    for (const attempt of [1, 2, 3, 4]) await (await service.worker.task(id, attempt)).released()
    await (await service.worker.task(id, 5)).makes()
    expect(await show(ada, id)).toMatchObject({ status: 'COMPLETED', attempt: 5, error: null })
  })
})

describe('what a worker tells', () => {
  it('changes nothing when it is stale, came before, or is too late', async () => {
    const ada = await service.person()
    const id = await ada.asks({ count: 2 })
    const first = await service.worker.task(id, 1)
    await first.started()
    await first.progress(0.5)
    await first.released()
    const second = await service.worker.task(id, 2)
    await second.started()
    const before = await show(ada, id)
    expect(before.progress).toBe(0.5)

    await first.progress(0.9)
    await first.completed([])
    await second.tell({ kind: 'progress', progress: 0.8, stage: 'late' }, 1)
    await second.progress(0.2)
    expect(await show(ada, id)).toMatchObject({ version: before.version + 1, progress: 0.5, status: 'PROCESSING' })

    const made = [await second.artifact(0), await second.artifact(1)]
    await second.completed(made)
    const after = await show(ada, id)
    await second.tell({ kind: 'failed', error: { code: 'X', message: 'x', retryable: true } })
    await second.progress(1)
    expect(await show(ada, id)).toEqual({ ...after, artifacts: expect.anything() })
    expect((await show(ada, id)).artifacts).toHaveLength(2)
  })

  it('shows a picture once, when it is told of again or made anew by a later try', async () => {
    const ada = await service.person()
    const id = await ada.asks({ count: 2 })
    const first = await service.worker.task(id, 1)
    await first.started()
    const kept = await first.artifact(0)
    await first.artifact(1)
    await first.failed(true)
    expect((await show(ada, id)).artifacts).toEqual([])

    const second = await service.worker.task(id, 2)
    await second.started()
    expect((await show(ada, id)).artifacts).toEqual([])
    await second.tell({ kind: 'artifact', artifact: kept, progress: 0.5 })
    await second.tell({ kind: 'artifact', artifact: kept, progress: 0.5 })
    expect((await show(ada, id)).artifacts).toMatchObject([{ id: kept.id, index: 0 }])
    const anew = await second.artifact(1)
    await second.completed([kept, anew])
    expect((await show(ada, id)).artifacts).toMatchObject([
      { id: kept.id, index: 0 },
      { id: anew.id, index: 1 },
    ])
  })

  it('about a task that is not there does no harm', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    const taken = await service.worker.task(id)
    const { bus } = service.ports
    const at = new Date().toISOString()
    const value = { version: 1, kind: 'started', taskId: ada.projectId, attempt: 1, sequence: 1, at, worker: 'w' }
    await bus.publish([{ topic: 'generation-events', key: ada.projectId, value: JSON.stringify(value), headers: {} }])
    await taken.makes()
    expect(await show(ada, id)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('a lease', () => {
  it('that ends while a worker is on the task is a failed try', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    for (const attempt of [1, 2, 3]) {
      await (await service.worker.task(id, attempt)).started()
      service.ports.clock.advance(31_000)
    }
    await eventually(async () => (await show(ada, id)).status === 'FAILED')
    expect(await show(ada, id)).toMatchObject({ error: { code: 'LEASE_EXPIRED' } })
  })

  it('is prolonged by a sign of life', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    const taken = await service.worker.task(id)
    await taken.started()
    const { version } = await show(ada, id)
    for (let i = 0; i < 4; i++) {
      service.ports.clock.advance(20_000)
      await taken.tell({ kind: 'heartbeat' })
    }
    expect(await show(ada, id)).toMatchObject({ status: 'PROCESSING', attempt: 1, version })
  })

  it('that ends before any worker began is not held against the task', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    // It begins when the outbox has let go of the message.
    await eventually(async () => {
      service.ports.clock.advance(31_000)
      return (await show(ada, id)).attempt > 3
    })
    await eventually(async () => {
      const { attempt } = await show(ada, id)
      await (await service.worker.task(id, attempt)).makes()
      return (await show(ada, id)).status === 'COMPLETED'
    })
    expect(await show(ada, id)).toMatchObject({ error: null })
  })
})
