import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks()
})
afterAll(() => service.close())

const statusOf = async (person: TasksUser, id: string) => (await person.run(TASK, { id })).data.task.status

describe('a generation from asking to its pictures', () => {
  it('is accepted, handed over, made and shown', async () => {
    const ada = await service.person()
    const id = await ada.asks({ prompt: 'a lighthouse at dusk', style: 'ink', size: '128x64', count: 2, seed: 7 })
    const taken = await service.worker.task(id)
    expect(taken.request).toMatchObject({
      attempt: 1,
      type: 'IMAGE_GENERATION',
      prompt: 'a lighthouse at dusk',
      style: 'ink',
      width: 128,
      height: 64,
      count: 2,
      seed: 7,
      options: {},
      model: null,
      transfer: null,
      projectId: ada.projectId,
      requestedBy: ada.id,
    })
    expect(taken.message.headers).toMatchObject({ attempt: '1', traceparent: expect.stringMatching(/^00-/) })

    await taken.started()
    expect(await statusOf(ada, id)).toBe('PROCESSING')
    await taken.artifact(0, 0.4)
    const half = (await ada.run(TASK, { id })).data.task
    expect(half).toMatchObject({ progress: 0.4, artifacts: [{ index: 0 }] })

    const made = [await taken.artifact(0), await taken.artifact(1)]
    await taken.completed(made)
    const { task } = (await ada.run(TASK, { id })).data
    expect(task).toMatchObject({
      type: 'IMAGE_GENERATION',
      status: 'COMPLETED',
      progress: 1,
      stage: null,
      size: '128x64',
      seed: 7,
      model: 'procedural',
      attempt: 1,
      queuePosition: null,
      error: null,
      project: { id: ada.projectId },
      requestedBy: { id: ada.id },
    })
    expect(task.timeline.map((line: { status: string }) => line.status)).toEqual([
      'PENDING',
      'QUEUED',
      'PROCESSING',
      'COMPLETED',
    ])
    expect(task.artifacts).toHaveLength(2)
    const picture = await fetch(task.artifacts[1].url)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(await sharp(await picture.arrayBuffer()).metadata()).toMatchObject({ width: 128, height: 64 })
  })

  it('is told to a subscriber as a snapshot and growing versions up to the last', async () => {
    const ada = await service.person()
    const id = await ada.asks()
    const taken = await service.worker.task(id)
    const events = ada.subscribe(
      'subscription ($id: ID!) { taskUpdated(id: $id) { id status version progress artifacts { index } project { id } } }',
      { id },
    )
    const first = (await events.next()).value.data.taskUpdated
    expect(first).toMatchObject({ id, status: 'QUEUED', project: { id: ada.projectId } })
    await taken.makes()
    const seen = [first]
    for await (const event of events) seen.push(event.data.taskUpdated)
    const versions = seen.map(({ version }) => version)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ status: 'COMPLETED', progress: 1, artifacts: [{ index: 0 }] })
  })
})
