import { openDatabase } from '@atelier/platform/adapters/openDatabase.ts'
import type { Database } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { createLogger } from '@atelier/platform/log/logger.ts'
import { createTestClock } from '@atelier/testkit/platform/testPorts.ts'
import { createTestDatabase, type TestDatabase } from '@atelier/testkit/servers/testDatabase.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CheckpointRepository } from './checkpointRepository.ts'
import { workerDatabase } from './definition.ts'
import { TaskClaimRepository } from './taskClaimRepository.ts'

let place: TestDatabase
let database: Database
let claims: TaskClaimRepository
const clock = createTestClock()

beforeAll(async () => {
  const log = createLogger({ name: 'test', level: 'silent' })
  place = await createTestDatabase()
  database = await openDatabase(workerDatabase, { url: place.url, log })
  claims = new TaskClaimRepository(database, clock)
})
afterAll(async () => {
  await database.close()
  await place.remove()
})

const writeOf = (threadId: string) => ({
  ...{ threadId, namespace: '', checkpointId: 'c', nodeRunId: 'n', position: 0, path: '' },
  ...{ channel: 'a', type: 'json', value: Buffer.from('1') },
})

describe('what a worker remembers of a task', () => {
  it('lets an attempt be taken up again until it has ended, and counts', async () => {
    const id = newId()
    expect(await claims.claim(id, 1)).toBe(1)
    expect(await claims.claim(id, 1)).toBe(2)
    await claims.end(id, 1)
    expect(await claims.claim(id, 1)).toBeUndefined()
  })

  it('lets a later attempt begin, and none that is earlier', async () => {
    const id = newId()
    expect(await claims.claim(id, 2)).toBe(1)
    expect(await claims.claim(id, 3)).toBe(1)
    expect(await claims.claim(id, 2)).toBeUndefined()
    await claims.end(id, 2)
    expect(await claims.claim(id, 3)).toBe(2)
  })

  it('lets nothing begin once the task is canceled, also when it never came', async () => {
    const [seen, unseen] = [newId(), newId()]
    await claims.claim(seen, 4)
    expect(await claims.cancel(seen)).toBe(4)
    expect(await claims.cancel(unseen)).toBe(0)
    expect(await claims.claim(seen, 5)).toBeUndefined()
    expect(await claims.claim(unseen, 1)).toBeUndefined()
  })

  it('counts each time when it comes to several workers at once', async () => {
    const id = newId()
    const counts = await Promise.all(Array.from({ length: 5 }, () => claims.claim(id, 1)))
    expect(counts.sort()).toEqual([1, 2, 3, 4, 5])
  })

  it('tells of canceled tasks, after a while, whose checkpoints are kept', async () => {
    const checkpoints = new CheckpointRepository(database, clock)
    const [left, goesOn, gone] = [newId(), newId(), newId()]
    for (const threadId of [left, goesOn]) await checkpoints.saveWrites([writeOf(threadId)])
    for (const id of [left, goesOn, gone]) await claims.claim(id, 2)
    const before = clock.now()
    clock.advance(1_000)
    for (const id of [left, gone]) await claims.cancel(id)
    const then = clock.now()
    expect(await claims.canceledWithCheckpoints(before)).toEqual([])
    expect(await claims.canceledWithCheckpoints(then)).toEqual([expect.objectContaining({ taskId: left, attempt: 2 })])
    await checkpoints.deleteThread(left)
    expect(await claims.canceledWithCheckpoints(then)).toEqual([])
  })

  it('is forgotten when it is old', async () => {
    const [old, fresh] = [newId(), newId()]
    await claims.cancel(old)
    clock.advance(1_000)
    const between = clock.now()
    clock.advance(1_000)
    await claims.cancel(fresh)
    await claims.sweep(between)
    expect(await claims.claim(old, 1)).toBe(1)
    expect(await claims.claim(fresh, 1)).toBeUndefined()
  })
})
