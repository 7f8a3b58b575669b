import { eventually } from '@atelier/testkit/support/eventually.ts'
import { metricValue } from '@atelier/testkit/support/metrics.ts'
import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let service: TestTasks
beforeEach(async () => {
  service = await startTestTasks({ settings: { inFlightPerUser: 2, inFlightTotal: 3 } })
})
afterEach(() => service.close())

const show = async (person: TasksUser, id: string) => (await person.run(TASK, { id })).data.task
const PRIORITY = `mutation ($id: ID!, $priority: TaskPriority!) {
  setTaskPriority(id: $id, priority: $priority) { task { priority version } userErrors { code field } }
}`

/** Everything that workers have, in the order in which it came. */
const taken = () => service.worker.taken.map(({ request }) => request.taskId)

/** Fills the workers' hands with tasks of other people. */
async function fillHands(): Promise<{ empty(): Promise<void> }> {
  const holders = await Promise.all([1, 2, 3].map(() => service.person()))
  const held = await Promise.all(holders.map(holder => holder.asks()))
  const tasks = await Promise.all(held.map(id => service.worker.task(id)))
  return {
    async empty() {
      for (const task of tasks) await task.makes()
    },
  }
}

describe('the order in which tasks are handed over', () => {
  it("gives the second person a turn before the first one's backlog", async () => {
    const hands = await fillHands()
    const [ada, bob] = [await service.person(), await service.person()]
    const adas = [await ada.asks(), await ada.asks(), await ada.asks()]
    const bobs = await bob.asks()
    await hands.empty()
    await eventually(() => taken().length === 6)
    expect(taken().slice(3, 5).sort()).toEqual([adas[0], bobs].sort())
    expect(taken()[5]).toBe(adas[1])
  })

  it('goes round, whoever was served longest ago first', async () => {
    const narrow = await startTestTasks({ settings: { inFlightTotal: 1 } })
    try {
      const holder = await narrow.worker.task(await (await narrow.person()).asks())
      const [ada, bob, eve] = [await narrow.person(), await narrow.person(), await narrow.person()]
      for (const person of [eve, ada, bob, ada, bob, eve, ada, bob, eve]) await person.asks()
      await holder.makes()
      for (let index = 1; index <= 9; index++) {
        const next = await eventually(() => narrow.worker.taken[index])
        await next.makes()
      }
      const turns = narrow.worker.taken.slice(1).map(({ request }) => request.requestedBy)
      expect(new Set(turns.slice(0, 3)).size).toBe(3)
      expect(turns.slice(3, 6)).toEqual(turns.slice(0, 3))
      expect(turns.slice(6, 9)).toEqual(turns.slice(0, 3))
    } finally {
      await narrow.close()
    }
  })

  it("follows a person's own priorities, and then the order of asking", async () => {
    const ada = await service.person()
    const first = [await ada.asks(), await ada.asks()]
    await eventually(() => taken().length === 2)
    const low = await ada.asks({ priority: 'LOW' })
    const normal = await ada.asks()
    const high = await ada.asks({ priority: 'HIGH' })
    for (const id of [...first, high, normal, low]) await (await service.worker.task(id)).makes()
    expect(taken().slice(2)).toEqual([high, normal, low])
  })

  it('hands over no more than a person, and all of them, may have at once', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const adas = [await ada.asks(), await ada.asks(), await ada.asks()]
    await eventually(() => taken().length === 2)
    await bob.asks()
    await bob.asks()
    await eventually(() => taken().length === 3)
    const { data } = await ada.run('{ queueStats { pending queued processing waitingUsers oldestPendingSeconds } }')
    expect(data.queueStats).toMatchObject({ pending: 2, queued: 3, processing: 0, waitingUsers: 2 })
    expect(data.queueStats.oldestPendingSeconds).toBeGreaterThanOrEqual(0)
    await (await service.worker.task(adas[0] ?? '')).makes()
    await eventually(() => taken().length === 4)
  })

  it('does not let a person run ahead whose tasks fail again and again', async () => {
    const narrow = await startTestTasks({ settings: { inFlightTotal: 1 } })
    try {
      const holder = await narrow.worker.task(await (await narrow.person()).asks())
      const [ada, bob] = [await narrow.person(), await narrow.person()]
      // Both always have something that is due: ada, whose every try fails, has it in the task that waits for its first.
      for (const person of [ada, ada, bob, bob, bob]) await person.asks()
      await holder.makes()
      for (let index = 1; index <= 6; index++) {
        const next = await eventually(() => narrow.worker.taken[index])
        await (next.request.requestedBy === ada.id ? next.failed(true) : next.makes())
      }
      const turns = narrow.worker.taken.slice(1, 7).map(({ request }) => request.requestedBy)
      expect(new Set(turns.slice(0, 2)).size).toBe(2)
      expect(turns).toEqual([0, 2, 4].flatMap(() => turns.slice(0, 2)))
    } finally {
      await narrow.close()
    }
  })
})

describe('a waiting task', () => {
  it('tells how many go before it, and moves when its priority changes', async () => {
    const hands = await fillHands()
    const [ada, bob] = [await service.person(), await service.person()]
    const ids = [await ada.asks(), await bob.asks(), await ada.asks()]
    const positions = async () =>
      Promise.all(ids.map(async (id, index) => (await show(index === 1 ? bob : ada, id)).queuePosition))
    expect(await positions()).toEqual([0, 1, 2])
    const { version } = await show(ada, ids[2] ?? '')
    const { setTaskPriority } = (await ada.run(PRIORITY, { id: ids[2], priority: 'HIGH' })).data
    expect(setTaskPriority).toEqual({ task: { priority: 'HIGH', version: version + 1 }, userErrors: [] })
    expect(await positions()).toEqual([1, 2, 0])
    const same = (await ada.run(PRIORITY, { id: ids[2], priority: 'HIGH' })).data.setTaskPriority
    expect(same.task.version).toBe(version + 1)
    await hands.empty()
    await eventually(() => taken().length === 6)
    expect(await positions()).toEqual([null, null, null])
  })

  it('can be moved by who may call it off, and only while it waits', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const id = await ada.asks()
    await service.worker.task(id)
    expect((await ada.run(PRIORITY, { id, priority: 'LOW' })).data.setTaskPriority).toEqual({
      task: null,
      userErrors: [{ code: 'TASK_NOT_PENDING', field: ['id'] }],
    })
    expect((await bob.run(PRIORITY, { id, priority: 'LOW' })).data.setTaskPriority.userErrors).toMatchObject([
      { code: 'TASK_NOT_FOUND' },
    ])
  })

  it('that is canceled is never dispatched', async () => {
    const hands = await fillHands()
    const ada = await service.person()
    const id = await ada.asks()
    await ada.run('mutation ($id: ID!) { cancelTask(id: $id) { task { id } } }', { id })
    await hands.empty()
    const next = await ada.asks()
    await service.worker.task(next)
    expect(taken()).not.toContain(id)
    expect(service.worker.canceled).not.toContain(id)
  })
})

describe('the figures of the queue', () => {
  it('are for people who are signed in, and are told when they change', async () => {
    expect((await service.anonymous.run('{ queueStats { pending } }')).errors?.[0]?.extensions?.code).toBe(
      'UNAUTHENTICATED',
    )
    const ada = await service.person()
    const events = ada.subscribe('subscription { queueStatsUpdated { pending queued processing at } }')
    expect((await events.next()).value.data.queueStatsUpdated).toMatchObject({ pending: 0, queued: 0, processing: 0 })
    const id = await ada.asks()
    await (await service.worker.task(id)).started()
    for await (const { data } of events) {
      if (data.queueStatsUpdated.processing === 1) break
    }
    const { registry } = service.app.metrics
    expect(await metricValue(registry, 'active_generation_tasks', { status: 'processing' })).toBe(1)
  })

  it('are told to each once until they change, whoever else begins to watch', async () => {
    const [ada, bob] = [await service.person(), await service.person()]
    const watch = (person: TasksUser) =>
      person.subscribe('subscription { queueStatsUpdated { pending queued processing } }')
    const events = watch(ada)
    const told = [(await events.next()).value.data.queueStatsUpdated]
    const second = events.next()
    const others = watch(bob)
    expect((await others.next()).value.data.queueStatsUpdated).toEqual(told[0])
    await (await service.worker.task(await ada.asks())).started()
    told.push((await second).value.data.queueStatsUpdated)
    while (told.at(-1).processing !== 1) told.push((await events.next()).value.data.queueStatsUpdated)
    for (const [index, figures] of told.slice(1).entries()) expect(figures).not.toEqual(told[index])
    await Promise.all([events.return?.(), others.return?.()])
  })

  it('are told to nobody who is not signed in', async () => {
    const answer = await service.anonymous
      .subscribe('subscription { queueStatsUpdated { pending } }')
      .next()
      .catch(e => e)
    expect(JSON.stringify(answer)).toContain('UNAUTHENTICATED')
  })
})
