import { newId } from '@atelier/platform/ids/ids.ts'
import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, TASK, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks()
})
afterAll(() => service.close())

const at = new Date().toISOString()
const tell = (topic: string, key: string, value: unknown) =>
  service.ports.bus.publish([
    { topic, key, value: typeof value === 'string' ? value : JSON.stringify(value), headers: { origin: 'test' } },
  ])
const projectDeleted = (projectId: string, ownerId: string) =>
  tell('project-events', projectId, { version: 1, at, kind: 'deleted', projectId, ownerId })
const userDeleted = (userId: string) => tell('user-events', userId, { version: 1, at, kind: 'deleted', userId })

describe('a project that is deleted', () => {
  it('takes its tasks and their pictures along, and stops what is under way', async () => {
    const ada = await service.person()
    const other = service.projects.add({ roles: { [ada.id]: 'OWNER' } })
    const kept = await ada.asks({ projectId: other })
    const done = await ada.asks()
    const [made] = await (await service.worker.task(done)).makes()
    const running = await ada.asks()
    await (await service.worker.task(running)).started()
    const watch = ada.subscribe('subscription ($id: ID!) { taskUpdated(id: $id) { status } }', { id: running })
    await watch.next()

    await projectDeleted(ada.projectId, ada.id)
    await projectDeleted(ada.projectId, ada.id)
    const seen = []
    for await (const { data } of watch) seen.push(data.taskUpdated.status)
    expect(seen).toEqual(['CANCELED'])
    await eventually(() => service.worker.canceled.includes(running))
    for (const id of [done, running]) expect((await ada.run(TASK, { id })).data.task).toBeNull()
    expect(await service.storage.info(made?.key ?? '')).toBeUndefined()
    expect((await ada.run(TASK, { id: kept })).data.task).toMatchObject({ id: kept })
  })
})

describe('a person whose account is deleted', () => {
  it('takes along what they asked for and uploaded, in whatever project', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projectId = service.projects.add({ roles: { [ada.id]: 'EDITOR', [bob.id]: 'OWNER' } })
    const adas = await ada.asks({ projectId })
    const bobs = await bob.asks({ projectId })
    const [made] = await (await service.worker.task(adas)).makes()
    const input = { contentType: 'image/png', bytes: 4 }
    const { data } = await ada.run(
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url headers } } }',
      { input },
    )
    const { id, url, headers } = data.createUpload.upload
    await fetch(url, { method: 'PUT', headers, body: 'abcd' })
    expect(await service.storage.info(`uploads/${ada.id}/${id}`)).toBeDefined()

    await userDeleted(ada.id)
    expect((await bob.run(TASK, { id: adas })).data.task).toBeNull()
    expect((await bob.run(TASK, { id: bobs })).data.task).toMatchObject({ id: bobs })
    expect(await service.storage.info(made?.key ?? '')).toBeUndefined()
    expect(await service.storage.info(`uploads/${ada.id}/${id}`)).toBeUndefined()
  })
})

describe('dead letters', () => {
  const LIST = '{ deadLetters(first: 100) { totalCount nodes { id topic key reason payload task { id } redrivenAt } } }'
  const REDRIVE = 'mutation ($ids: [ID!]) { redriveDeadLetters(ids: $ids) { redrivenCount userErrors { code field } } }'
  interface Letter {
    id: string
    key: string
    topic: string
    redrivenAt: string | null
  }
  const letters = async (run: (query: string) => Promise<{ data?: { deadLetters: { nodes: Letter[] } } }>) =>
    (await run(LIST)).data?.deadLetters.nodes ?? []

  it('are paged by cursors of their own, and are no list for those of tasks', async () => {
    const admin = await service.person({ role: 'ADMIN' })
    for (let n = 0; n < 2; n++) await tell('user-events', newId(), '{"version":1}')
    await admin.asks()
    const page = async (field: string, args: string) =>
      admin.run(`{ ${field}(first: 1 ${args}) { nodes { id } pageInfo { endCursor } } }`)
    const letter = (await page('deadLetters', '')).data.deadLetters
    const task = (await page('tasks', '')).data.tasks
    const next = (await page('deadLetters', `after: "${letter.pageInfo.endCursor}"`)).data.deadLetters
    expect(next.nodes).toHaveLength(1)
    expect(next.nodes).not.toEqual(letter.nodes)
    for (const [field, { pageInfo }] of [
      ['deadLetters', task],
      ['tasks', letter],
    ] as const) {
      const { errors } = await page(field, `after: "${pageInfo.endCursor}"`)
      expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT')
    }
  })

  it('are kept of every message that cannot be read, and of those that other services could not', async () => {
    const admin = await service.person({ role: 'ADMIN' })
    const key = newId()
    for (const topic of ['generation-events', 'project-events', 'user-events', 'dead-letters']) {
      await tell(topic, key, '{"version":1}')
    }
    await tell('generation-events', key, 'no JSON')
    const letter = {
      version: 1,
      topic: 'user-events',
      key,
      value: '{}',
      headers: {},
      reason: 'why',
      service: 'projects',
      at,
    }
    await tell('dead-letters', key, letter)
    const kept = (await admin.run(LIST)).data.deadLetters.nodes.filter((node: Letter) => node.key === key)
    expect(kept.map((node: Letter) => node.topic).sort()).toEqual([
      'dead-letters',
      'generation-events',
      'generation-events',
      'project-events',
      'user-events',
      'user-events',
    ])
    expect(kept).toContainEqual(expect.objectContaining({ payload: 'no JSON' }))
    expect(kept).toContainEqual(expect.objectContaining({ reason: 'projects: why', payload: {}, redrivenAt: null }))
  })

  it('of messages are sent again as they were', async () => {
    const admin = await service.person({ role: 'ADMIN' })
    const key = newId()
    await tell('user-events', key, '{"kind":"odd"}')
    const [letter] = (await letters(admin.run)).filter(node => node.key === key)
    const heard: string[] = []
    // It stays, as the bus refuses messages to a group that has lost its consumers.
    await service.ports.bus.subscribe({
      topic: 'user-events',
      group: 'test',
      handle: async message => {
        if (message.key === key) heard.push(`${message.value} ${message.headers.origin}`)
      },
    })
    expect((await admin.run(REDRIVE, { ids: [letter?.id] })).data.redriveDeadLetters.redrivenCount).toBe(1)
    await eventually(() => heard.length === 1)
    expect(heard).toEqual(['{"kind":"odd"} test'])
    expect((await admin.run(REDRIVE, { ids: [letter?.id] })).data.redriveDeadLetters.redrivenCount).toBe(0)
  })

  it('of tasks are asked for anew in the name of who asked', async () => {
    const [ada, admin] = [await service.person(), await service.person({ role: 'ADMIN' })]
    const id = await ada.asks({ prompt: 'a kite' })
    for (const attempt of [1, 2, 3]) await (await service.worker.task(id, attempt)).failed(true)
    const [letter] = (await letters(admin.run)).filter(node => node.key === id)
    expect((await admin.run(REDRIVE, { ids: [letter?.id] })).data.redriveDeadLetters).toEqual({
      redrivenCount: 1,
      userErrors: [],
    })
    const again = await eventually(() =>
      service.worker.taken.find(({ request }) => request.prompt === 'a kite' && request.taskId !== id),
    )
    expect(again.request.requestedBy).toBe(ada.id)
    const task = (await ada.run(TASK, { id: again.request.taskId })).data.task
    expect(task).toMatchObject({ retriedFrom: { id }, attempt: 1 })
    expect((await ada.run(TASK, { id })).data.task).toMatchObject({ status: 'FAILED' })
  })

  it('are all tried again when none is named', async () => {
    const admin = await service.person({ role: 'ADMIN' })
    await tell('user-events', newId(), '{"kind":"odd"}')
    expect((await admin.run(REDRIVE)).data.redriveDeadLetters.redrivenCount).toBeGreaterThanOrEqual(1)
  })

  it('are for administrators, and say which one does not exist', async () => {
    const [ada, admin] = [await service.person(), await service.person({ role: 'ADMIN' })]
    for (const query of [LIST, REDRIVE]) {
      expect((await ada.run(query)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
      expect((await service.anonymous.run(query)).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
    }
    for (const ids of [[newId()], ['nonsense']]) {
      expect((await admin.run(REDRIVE, { ids })).data.redriveDeadLetters.userErrors).toEqual([
        { code: 'DEAD_LETTER_NOT_FOUND', field: ['ids'] },
      ])
    }
    const many = Array.from({ length: 101 }, newId)
    expect((await admin.run(REDRIVE, { ids: many })).data.redriveDeadLetters.userErrors).toMatchObject([
      { code: 'TOO_MANY_DEAD_LETTERS' },
    ])
  })
})
