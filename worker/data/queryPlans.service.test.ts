import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { systemClock } from '@atelier/platform/time/clock.ts'
import { type FilledDatabase, fullScansOf, openFilled, statementsOf } from '@atelier/testkit/platform/queryPlans.ts'
import { testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChannelValue } from './channelValue.ts'
import { Checkpoint } from './checkpoint.ts'
import { CheckpointRepository } from './checkpointRepository.ts'
import { CheckpointWrite } from './checkpointWrite.ts'
import { workerDatabase } from './definition.ts'
import { TaskClaim } from './taskClaim.ts'
import { TaskClaimRepository } from './taskClaimRepository.ts'

const { dialects, note } = await testDialects()
const ROWS = 3_000
const now = new Date('2026-06-01T00:00:00Z')
const ids = Array.from({ length: ROWS }, newId)
const task = ids[0] as string

async function fill(em: EntityManager): Promise<void> {
  const at = (i: number) => new Date(now.getTime() + i)
  const value = Buffer.from([1])
  const common = { namespace: '', checkpointId: 'c' }
  await em.insertMany(
    Checkpoint,
    ids.map((threadId, i) => ({
      ...{ ...common, threadId, parentId: null, checkpointType: 'json', checkpoint: value },
      ...{ metadataType: 'json', metadata: value, createdAt: at(i) },
    })),
  )
  await em.insertMany(
    ChannelValue,
    ids.map(threadId => ({ threadId, namespace: '', channel: 'a', version: '1', type: 'json', value })),
  )
  await em.insertMany(
    CheckpointWrite,
    ids.map(threadId => ({
      ...{ ...common, threadId, nodeRunId: 'n', position: -1, path: '', channel: 'a', type: 'json', value },
    })),
  )
  await em.insertMany(
    TaskClaim,
    ids.map((taskId, i) => ({ taskId, attempt: 1, claimCount: 1, ended: false, canceled: false, changedAt: at(i) })),
  )
}

describe.each(dialects)(`the queries of a worker on %s${note}`, dialect => {
  let filled: FilledDatabase
  let database: Database
  beforeAll(async () => {
    filled = await openFilled(workerDatabase, dialect, fill)
    database = filled.database
  })
  afterAll(() => filled.close())

  const checkpoints = () => new CheckpointRepository(database, systemClock)
  const claims = () => new TaskClaimRepository(database, systemClock)
  const early = new Date(now.getTime() + 50)

  const cases: Record<string, () => Promise<unknown>> = {
    'the newest checkpoint': () => checkpoints().list({ threadId: task, namespace: '', limit: 1 }),
    'earlier checkpoints': () => checkpoints().list({ threadId: task, namespace: '', beforeId: 'c', limit: 5 }),
    'the values of a thread': () => checkpoints().valuesOf(task, ''),
    'the writes after a checkpoint': () => checkpoints().writesOf(task, '', ['c']),
    'whether there is a thread': () => checkpoints().hasThread(task),
    'threads that are idle': () => checkpoints().threadsIdleSince(early),
    'a thread that is removed': () => checkpoints().deleteThread(ids.at(-1) as string),
    'a task that comes': () => claims().claim(task, 2),
    'a task that is canceled': () => claims().cancel(task),
    'canceled tasks with checkpoints': () => claims().canceledWithCheckpoints(early),
    'what is forgotten': () => claims().sweep(early),
  }

  it.each(Object.entries(cases))('read no whole table for %s', async (_, work) => {
    const statements = await statementsOf(database, work)
    expect(statements).not.toEqual([])
    expect(await fullScansOf(database, statements)).toEqual([])
  })
})
