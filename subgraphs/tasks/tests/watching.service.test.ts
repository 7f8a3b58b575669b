import { newId } from '@atelier/platform/ids/ids.ts'
import type { GraphQLAnswer } from '@atelier/testkit/platform/subgraphClient.ts'
import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { taskChannel } from '../watching/channels.ts'

let service: TestTasks
beforeAll(async () => {
  service = await startTestTasks({
    settings: { rereadMs: 100, recheckMs: 100, projectAccessTtlMs: 50, inFlightPerUser: 100 },
  })
})
afterAll(() => service.close())

const FIELDS = 'id status version progress artifacts { id index } timeline { status } project { id }'
const WATCH = `subscription ($id: ID!, $after: Int) { taskUpdated(id: $id, afterVersion: $after) { ${FIELDS} } }`
const WATCH_ALL = `subscription ($id: ID) { tasksUpdated(projectId: $id) { ${FIELDS} } }`

type Events = AsyncIterableIterator<GraphQLAnswer>
const next = async (events: Events) => (await events.next()).value
const nextTask = async (events: Events) => (await next(events)).data.taskUpdated
async function rest(events: Events) {
  const seen = []
  for await (const { data } of events) seen.push(data.taskUpdated)
  return seen
}
/** What a subscription that is refused says. */
async function refusal(events: Events): Promise<string> {
  try {
    return JSON.stringify(await next(events))
  } catch (error) {
    return JSON.stringify(error)
  }
}

async function running(person: TasksUser) {
  const id = await person.asks({ count: 2 })
  const taken = await service.worker.task(id)
  await taken.started()
  return { id, taken }
}

describe('watching a task', () => {
  it('begins with what it is now, and ends with what it is at last', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    const events = ada.subscribe(WATCH, { id })
    expect(await nextTask(events)).toMatchObject({ id, status: 'PROCESSING', project: { id: ada.projectId } })
    await taken.makes()
    const seen = await rest(events)
    const progress = seen.map(task => task.progress)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ status: 'COMPLETED', artifacts: [{ index: 0 }, { index: 1 }] })
  })

  it('of a finished task gives its last state alone', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    await taken.makes()
    expect(await rest(ada.subscribe(WATCH, { id }))).toMatchObject([{ status: 'COMPLETED' }])
  })

  it('goes on after a version without a gap', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    const { version } = await nextTask(ada.subscribe(WATCH, { id }))
    const resumed = ada.subscribe(WATCH, { id, after: version })
    const first = nextTask(resumed)
    await taken.progress(0.3)
    expect(await first).toMatchObject({ version: version + 1, progress: 0.3 })
    const late = ada.subscribe(WATCH, { id, after: version })
    expect(await nextTask(late)).toMatchObject({ version: version + 1 })
    await taken.makes()
    const { version: last } = (await rest(late)).at(-1)
    expect(await rest(ada.subscribe(WATCH, { id, after: last }))).toEqual([])
    expect(await rest(ada.subscribe(WATCH, { id, after: last - 1 }))).toMatchObject([{ version: last }])
  })

  it('begins anew after a version that the task has not come to', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    const events = ada.subscribe(WATCH, { id, after: 1_000 })
    expect(await nextTask(events)).toMatchObject({ id })
    await taken.makes()
    expect((await rest(events)).at(-1)).toMatchObject({ status: 'COMPLETED' })
  })

  it('hears of a change that nobody told it of', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    const { pubsub } = service.ports
    const events = ada.subscribe(WATCH, { id })
    await nextTask(events)
    const publish = pubsub.publish
    pubsub.publish = async () => {
      throw new Error('the messages are lost')
    }
    try {
      await taken.makes()
      expect((await rest(events)).at(-1)).toMatchObject({ status: 'COMPLETED' })
    } finally {
      pubsub.publish = publish
    }
  })

  it('begins, hears and ends while nobody can be told of changes', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    const all = ada.subscribe(WATCH_ALL, { id: ada.projectId })
    const queue = ada.subscribe('subscription { queueStatsUpdated { queued } }')
    const { pubsub } = service.ports
    const { publish, subscribe } = pubsub
    const away = () => Promise.reject(new Error('the channels are away'))
    Object.assign(pubsub, { publish: away, subscribe: away })
    try {
      const events = ada.subscribe(WATCH, { id })
      expect(await nextTask(events)).toMatchObject({ id, status: 'PROCESSING' })
      const heard = all.next()
      const { queued } = (await next(queue)).data.queueStatsUpdated
      await taken.makes()
      expect((await rest(events)).at(-1)).toMatchObject({ status: 'COMPLETED' })
      expect((await heard).value.data.tasksUpdated).toMatchObject({ id })
      await ada.asks()
      while ((await next(queue)).data.queueStatsUpdated.queued <= queued);
    } finally {
      Object.assign(pubsub, { publish, subscribe })
      await Promise.all([all.return?.(), queue.return?.()])
    }
  })

  it('is told again of changes as soon as that is possible', async () => {
    const slow = await startTestTasks({ settings: { rereadMs: 300 } })
    const ada = await slow.person()
    const id = await ada.asks()
    const taken = await slow.worker.task(id)
    const { pubsub } = slow.ports
    const { subscribe } = pubsub
    let refusals = 0
    pubsub.subscribe = async () => {
      refusals += 1
      throw new Error('the channels are away')
    }
    const events = ada.subscribe(WATCH, { id })
    await nextTask(events)
    expect(refusals).toBeGreaterThan(0)
    const joined = Promise.withResolvers<void>()
    pubsub.subscribe = async (channel, listener) => {
      const leave = await subscribe(channel, listener)
      if (channel === taskChannel(id)) joined.resolve()
      return leave
    }
    await joined.promise
    await taken.makes()
    expect((await rest(events)).at(-1)).toMatchObject({ status: 'COMPLETED' })
    await slow.close()
  })

  it('never goes back when messages come in another order', async () => {
    const ada = await service.person()
    const { id, taken } = await running(ada)
    const heard: { version: number }[] = []
    const leave = await service.ports.pubsub.subscribe<{ version: number }>(taskChannel(id), json => heard.push(json))
    const events = ada.subscribe(WATCH, { id })
    await nextTask(events)
    await taken.progress(0.2)
    await taken.progress(0.4)
    const [older, newer] = await eventually(() => (heard.length >= 2 ? heard : undefined))
    const latest = await (async () => {
      for (;;) {
        const task = await nextTask(events)
        if (task.version === newer?.version) return task
      }
    })()
    await service.ports.pubsub.publish(taskChannel(id), older)
    await taken.makes()
    const versions = [latest, ...(await rest(events))].map(task => task.version)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
    await leave()
  })

  it('finds no task that is not there or not for one', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const { id } = await running(ada)
    for (const answer of [
      await refusal(bob.subscribe(WATCH, { id })),
      await refusal(service.anonymous.subscribe(WATCH, { id })),
      await refusal(ada.subscribe(WATCH, { id: newId() })),
      await refusal(ada.subscribe(WATCH, { id: 'nonsense' })),
    ]) {
      expect(answer).toContain('BAD_USER_INPUT')
      expect(answer).toContain('There is no such task.')
    }
  })

  it('of a public project is open to everybody', async () => {
    const ada = await service.person()
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER' }, isPublic: true })
    const id = await ada.asks({ projectId })
    expect(await nextTask(service.anonymous.subscribe(WATCH, { id }))).toMatchObject({ id })
  })

  it('ends when it is canceled', async () => {
    const ada = await service.person()
    const { id } = await running(ada)
    const events = ada.subscribe(WATCH, { id })
    await nextTask(events)
    await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id })
    expect((await rest(events)).at(-1)).toMatchObject({ status: 'CANCELED', artifacts: [] })
  })
})

describe('watching many tasks', () => {
  it('tells each change of a project to whoever sees it', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER', [bob.id]: 'VIEWER' } })
    const events = bob.subscribe(WATCH_ALL, { id: projectId })
    const first = next(events)
    // The subscription stands when the server has asked what its viewer may see.
    const id = await untilHeard(first, () => ada.asks({ projectId }))
    expect((await first).data.tasksUpdated.project).toEqual({ id: projectId })
    await (await service.worker.task(id)).makes()
    for await (const { data } of events) {
      if (data.tasksUpdated.id === id && data.tasksUpdated.status === 'COMPLETED') break
    }
  })

  it('without a project tells of those that one asked for, and of no others', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const events = ada.subscribe(WATCH_ALL)
    const first = next(events)
    await bob.asks()
    const id = await untilHeard(first, () => ada.asks())
    await (await service.worker.task(id)).makes()
    for await (const { data } of events) {
      expect(data.tasksUpdated.project).toEqual({ id: ada.projectId })
      if (data.tasksUpdated.id === id && data.tasksUpdated.status === 'COMPLETED') break
    }
  })

  it('ends for somebody who was removed from the project', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const projectId = service.projects.add({ roles: { [ada.id]: 'OWNER', [bob.id]: 'VIEWER' } })
    const events = bob.subscribe(WATCH_ALL, { id: projectId })
    const first = next(events)
    await untilHeard(first, () => ada.asks({ projectId }))
    service.projects.change(projectId, { roles: { [ada.id]: 'OWNER' } })
    for await (const event of events) expect(event.errors).toBeUndefined()
  })

  it('is not for strangers and not for who is not signed in', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    expect(await refusal(bob.subscribe(WATCH_ALL, { id: ada.projectId }))).toContain('BAD_USER_INPUT')
    expect(await refusal(bob.subscribe(WATCH_ALL, { id: 'nonsense' }))).toContain('BAD_USER_INPUT')
    expect(await refusal(service.anonymous.subscribe(WATCH_ALL))).toContain('UNAUTHENTICATED')
  })

  /** Does something again until the subscription has heard of it; a client cannot know when it stands. */
  async function untilHeard(first: Promise<unknown>, act: () => Promise<string>): Promise<string> {
    let heard = false
    first.then(() => {
      heard = true
    })
    return eventually(async () => {
      const id = await act()
      return eventually(() => heard || service.worker.taken.some(({ request }) => request.taskId === id)).then(() =>
        heard ? id : undefined,
      )
    })
  }
})
