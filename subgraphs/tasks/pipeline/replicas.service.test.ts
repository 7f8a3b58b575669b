import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import { loadConfig } from '@atelier/platform/config/loadConfig.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createOutbox } from '@atelier/platform/outbox/outbox.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { createTestDatabase, type TestDatabase, testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tasksEnvironment, tasksSettings } from '../config.ts'
import { tasksDatabase } from '../data/definition.ts'
import { QueueRepository } from '../data/queueRepository.ts'
import { Task } from '../data/task.ts'
import { TaskRepository } from '../data/taskRepository.ts'
import { TaskTransition } from '../data/taskTransition.ts'
import { addTask } from '../data/taskWriter.ts'
import type { PipelineDeps } from '../deps.ts'
import { createTaskMessages } from '../events/taskMessages.ts'
import { createDispatcher } from './dispatcher.ts'
import { createReaper } from './reaper.ts'

const { dialects, note } = await testDialects()
const REPLICAS = 3
const TASKS = 90
const log = createLogger({ name: 'test', level: 'silent' })
const settings = {
  ...tasksSettings(loadConfig(tasksEnvironment, {})),
  inFlightPerUser: TASKS,
  inFlightTotal: TASKS,
  pollMs: 5,
}

describe.each(dialects)(`several replicas on %s${note}`, dialect => {
  let place: TestDatabase
  let databases: Database[]
  beforeEach(async () => {
    place = await createTestDatabase(dialect)
    // One process has a file to itself; of a server's database each replica has connections of its own.
    const count = dialect === 'MySQL' ? REPLICAS : 1
    databases = await Promise.all(
      Array.from({ length: count }, () => openDatabase(tasksDatabase, { url: place.url, log })),
    )
  })
  afterEach(async () => {
    await Promise.all(databases.map(database => database.close()))
    await place.remove()
  })

  const first = () => (databases[0] as Database).fork()

  const replicas = (): PipelineDeps[] =>
    Array.from({ length: REPLICAS }, (_, index) => {
      const database = databases[index % databases.length] as Database
      return {
        database,
        tasks: new TaskRepository(database),
        queue: new QueueRepository(database),
        messages: createTaskMessages({ outbox: createOutbox({ clock: systemClock }), clock: systemClock }),
        clock: systemClock,
        random: Math.random,
        settings,
        log,
      }
    })

  /** Tasks of six people that wait. */
  const accept = () =>
    first().transactional(async em => {
      const people = Array.from({ length: 6 }, newId)
      for (let i = 0; i < TASKS; i++) {
        addTask(em, { ...REQUEST, id: newId(), requestedById: people[i % 6] as string }, systemClock.now())
      }
    })

  const runUntil = async (loops: ReturnType<typeof createDispatcher>[], isDone: () => Promise<boolean>) => {
    try {
      for (const loop of loops) loop.start()
      await waitUntil(async () => expect(await isDone()).toBe(true))
    } finally {
      await Promise.all(loops.map(loop => loop.stop()))
    }
  }

  it('hand each task over once', async () => {
    await accept()
    await runUntil(
      replicas().map(createDispatcher),
      async () => (await first().count(Task, { status: 'PENDING' })) === 0,
    )
    const tasks = await first().find(Task, {})
    expect(new Set(tasks.map(({ status, attempt }) => `${status} ${attempt}`))).toEqual(new Set(['QUEUED 1']))
    const handedOver = await first().find(OutboxMessage, {})
    expect(handedOver.map(({ key }) => key).sort()).toEqual(tasks.map(({ id }) => id).sort())
    expect(await first().count(TaskTransition, { status: 'QUEUED' })).toBe(TASKS)
  })

  it('take each task back once whose worker is gone', async () => {
    await accept()
    await first().nativeUpdate(Task, {}, { status: 'PROCESSING', attempt: 1, leaseUntil: new Date(0) })
    await runUntil(
      replicas().map(createReaper),
      async () => (await first().count(Task, { status: 'PENDING' })) === TASKS,
    )
    const tasks = await first().find(Task, {})
    expect(new Set(tasks.map(({ failures }) => failures))).toEqual(new Set([1]))
  })
})

const REQUEST = {
  request: {
    ...{ type: 'IMAGE_GENERATION' as const, prompt: 'a boat', style: 'default', width: 64, height: 64, count: 1 },
    ...{ seed: 1, options: null, model: null, embedPrompt: null, transfer: null },
  },
  priority: 1,
  maxAttempts: 3,
  projectId: newId(),
  retriedFromId: null,
  idempotencyKey: null,
  traceparent: null,
}
