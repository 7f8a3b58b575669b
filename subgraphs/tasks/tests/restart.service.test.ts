import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventBus } from '@atelier/platform/bus/eventBus.ts'
import { UndeliverableError } from '@atelier/platform/bus/eventBus.ts'
import { createInProcessBus } from '@atelier/platform/bus/inProcessBus.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { eventually } from '@atelier/testkit/support/eventually.ts'
import { startTestTasks, TASK, type TasksUser, type TestTasks } from '@atelier/testkit/tasks/testTasks.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let database: TestDatabase
const installations: TestTasks[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-restart-'))
  database = await createTestDatabase()
})
afterEach(async () => {
  await Promise.all(installations.splice(0).map(service => service.close()))
  await database.remove()
  await rm(folder, { recursive: true, force: true })
})

/** A service over the database and files of the test, as the one before left them. */
async function start(ports: Parameters<typeof startTestTasks>[0] = {}): Promise<TestTasks> {
  const service = await startTestTasks({ ...ports, folder, ports: { databaseUrl: database.url, ...ports.ports } })
  installations.push(service)
  return service
}

/** A bus on which messages of tasks meet what the test says. */
function busThat(onTasks: () => Promise<void>): EventBus {
  const bus = createInProcessBus({ log: createLogger({ name: 'test', level: 'silent' }) })
  return {
    ...bus,
    async publish(messages) {
      if (messages.some(({ topic }) => topic === 'generation-tasks')) await onTasks()
      await bus.publish(messages)
    },
  }
}

const show = async (person: TasksUser, id: string) => (await person.run(TASK, { id })).data.task

describe('a service that was closed', () => {
  it('goes on with what a worker had, without holding it against the task', async () => {
    const first = await start()
    const ada = await first.person()
    const id = await ada.asks()
    await (await first.worker.task(id)).started()
    const done = await ada.asks()
    await (await first.worker.task(done)).makes()
    await first.app.close()

    const second = await start()
    const again = await second.person({ id: ada.id })
    await (await second.worker.task(id, 2)).makes()
    const task = await show(again, id)
    expect(task).toMatchObject({ status: 'COMPLETED', attempt: 2, error: null })
    expect(task.timeline.map((line: { status: string }) => line.status)).toEqual([
      'PENDING',
      'QUEUED',
      'PROCESSING',
      'PENDING',
      'QUEUED',
      'PROCESSING',
      'COMPLETED',
    ])
    expect(await show(again, done)).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })

  it('hands over as it is what was still in its outbox', async () => {
    const first = await start({ ports: { bus: busThat(() => Promise.reject(new Error('the broker is away'))) } })
    const ada = await first.person()
    const id = await ada.asks()
    await eventually(async () => (await show(ada, id)).status === 'QUEUED')
    await first.app.close()

    const second = await start()
    const taken = await second.worker.task(id)
    expect(taken.request.attempt).toBe(1)
    await taken.makes()
    expect(await show(await second.person({ id: ada.id }), id)).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })
})

describe('a broker', () => {
  it('that is away uses up neither leases nor tries', async () => {
    let away = true
    const bus = busThat(async () => {
      if (away) throw new Error('the broker is away')
    })
    const service = await start({ ports: { bus } })
    const ada = await service.person()
    const id = await ada.asks()
    await eventually(async () => (await show(ada, id)).status === 'QUEUED')
    service.ports.clock.advance(10 * 60_000)
    await service.ports.bus.ping()
    expect(await show(ada, id)).toMatchObject({ status: 'QUEUED', attempt: 1 })
    away = false
    service.ports.clock.advance(60_000)
    await (await service.worker.task(id)).makes()
    expect(await show(ada, id)).toMatchObject({ status: 'COMPLETED', attempt: 1 })
  })

  it('that can never take a message fails its task, and the others go on', async () => {
    let refusals = 2
    const bus = busThat(async () => {
      if (refusals-- > 0) throw new UndeliverableError('larger than the broker takes')
    })
    const service = await start({ ports: { bus } })
    const ada = await service.person()
    const id = await ada.asks()
    await eventually(async () => (await show(ada, id)).status === 'FAILED')
    expect((await show(ada, id)).error).toMatchObject({ code: 'MESSAGE_UNDELIVERABLE', retryable: false })
    const admin = await service.person({ role: 'ADMIN' })
    const { data } = await admin.run('{ deadLetters { nodes { key reason } } }')
    expect(data.deadLetters.nodes).toMatchObject([
      { key: id, reason: expect.stringContaining('MESSAGE_UNDELIVERABLE') },
    ])
    await (await service.worker.task(await ada.asks())).makes()
  })
})
