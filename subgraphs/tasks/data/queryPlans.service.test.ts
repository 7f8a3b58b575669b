import type { Database, EntityManager } from '@atelier/platform/database/database.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import { type FilledDatabase, fullScansOf, openFilled, statementsOf } from '@atelier/testkit/platform/queryPlans.ts'
import { testDialects } from '@atelier/testkit/servers/testDatabase.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TaskStatus } from '../domain/taskState.ts'
import { Artifact } from './artifact.ts'
import { ArtifactRepository } from './artifactRepository.ts'
import { DeadLetter } from './deadLetter.ts'
import { DeadLetterRepository } from './deadLetterRepository.ts'
import { tasksDatabase } from './definition.ts'
import { Input } from './input.ts'
import { InputRepository } from './inputRepository.ts'
import { QueueRepository } from './queueRepository.ts'
import { removeTasks } from './removal.ts'
import { Task } from './task.ts'
import { TaskInput } from './taskInput.ts'
import { TaskRepository } from './taskRepository.ts'
import { TaskTransition } from './taskTransition.ts'
import { TimelineRepository } from './timelineRepository.ts'
import { Upload } from './upload.ts'
import { UploadRepository } from './uploadRepository.ts'
import { UserLastServed } from './userLastServed.ts'

const { dialects, note } = await testDialects()
const ROWS = 3_000
const now = new Date('2026-06-01T00:00:00Z')
const people = Array.from({ length: 60 }, newId)
const projects = Array.from({ length: 60 }, newId)
const ids = Array.from({ length: ROWS }, newId)
const [ada, posters, first] = [people[0], projects[0], ids[0]] as [string, string, string]

/** As in an installation that has run for a while: nearly everything has been done. */
const statusOf = (i: number): TaskStatus => (i % 50 === 0 ? 'PENDING' : i % 50 === 1 ? 'PROCESSING' : 'COMPLETED')

const request = {
  ...{
    type: 'IMAGE_GENERATION' as const,
    prompt: 'a boat',
    style: 'default',
    width: 64,
    height: 64,
    count: 1,
    seed: 1,
  },
  ...{ options: null, model: null, embedPrompt: null, transfer: null },
}

async function fill(em: EntityManager): Promise<void> {
  const at = (i: number) => new Date(now.getTime() + i)
  await em.insertMany(
    Task,
    ids.map((id, i) => ({
      id,
      type: 'IMAGE_GENERATION' as const,
      status: statusOf(i),
      version: 1,
      progress: 0,
      stage: null,
      request,
      searchText: 'a boat',
      usedModel: null,
      priority: i % 3,
      attempt: 1,
      failures: 0,
      maxAttempts: 3,
      lastSequence: 0,
      error: null,
      projectId: projects[i % 60] as string,
      requestedById: people[(i * 7) % 60] as string,
      retriedFromId: i % 10 === 0 ? (ids[i + 1] as string) : null,
      idempotencyKey: `key ${i}`,
      traceparent: null,
      nextAttemptAt: at(i),
      leaseUntil: statusOf(i) === 'PROCESSING' ? at(i) : null,
      cleanupAt: i % 100 === 0 ? at(i) : null,
      dispatchedAt: null,
      createdAt: at(i),
      updatedAt: at(i),
      startedAt: null,
      finishedAt: null,
    })),
  )
  await em.insertMany(
    TaskTransition,
    ids.map((taskId, i) => ({ id: newId(), taskId, status: statusOf(i), attempt: 1, message: null, at: at(i) })),
  )
  const picture = { key: 'k', contentType: 'image/png', width: 64, height: 64, bytes: 1, seed: 1 }
  await em.insertMany(
    Artifact,
    ids.map((taskId, i) => ({ ...picture, id: newId(), taskId, attempt: 1, index: 0, createdAt: at(i) })),
  )
  await em.insertMany(
    Upload,
    ids.map((id, i) => ({
      ...{ id, ownerId: people[i % 60] as string, key: 'k', contentType: 'image/png', bytes: 1 },
      createdAt: at(i),
      removeAt: at(i),
      checkedAt: i % 2 === 0 ? at(i) : null,
      fault: null,
      inputId: i % 2 === 0 ? id : null,
      settledAt: i % 50 === 0 ? null : at(i),
    })),
  )
  await em.insertMany(
    Input,
    ids.map((id, i) => ({
      ...{ id, ownerId: people[i % 60] as string, sha256: id, key: `inputs/${id}`, contentType: 'image/png' },
      ...{ bytes: 1, width: 64, height: 64, createdAt: at(i), keepUntil: at(i) },
    })),
  )
  await em.insertMany(
    TaskInput,
    ids.map((taskId, i) => ({ taskId, inputId: ids[i % 600] as string })),
  )
  await em.insertMany(
    DeadLetter,
    ids.map((id, i) => ({
      ...{ id, topic: 't', key: 'k', reason: 'r', value: '{}', headers: {}, taskId: id, createdAt: at(i) },
      redrivenAt: i % 50 === 0 ? null : at(i),
    })),
  )
  await em.insertMany(
    OutboxMessage,
    ids.map((id, i) => ({
      ...{ id, topic: 'generation-tasks', key: id, value: '{}', headers: {}, failures: 0 },
      availableAt: at(i),
      createdAt: at(i),
    })),
  )
  await em.insertMany(
    UserLastServed,
    people.map((userId, i) => ({ userId, lastServedAt: at(i) })),
  )
}

describe.each(dialects)(`the queries of tasks on %s${note}`, dialect => {
  let filled: FilledDatabase
  let database: Database
  beforeAll(async () => {
    filled = await openFilled(tasksDatabase, dialect, fill)
    database = filled.database
  })
  afterAll(() => filled.close())

  const page = { first: 20 }
  const soon = new Date(now.getTime() + 200)
  const tasks = () => new TaskRepository(database)
  const queue = () => new QueueRepository(database)
  const inputs = () => new InputRepository(database)
  const inTransaction = (work: (em: EntityManager) => Promise<unknown>) => database.fork().transactional(work)

  const cases: Record<string, () => Promise<unknown>> = {
    'a page of all tasks': () => tasks().page({}, 'CREATED_AT_DESC', page),
    'a page of all tasks by change': () => tasks().page({}, 'UPDATED_AT_DESC', page),
    'a page of all that wait': () => tasks().page({ status: ['PENDING'] }, 'CREATED_AT_ASC', page),
    "a page of a project's tasks": () => tasks().page({ projectId: posters }, 'CREATED_AT_DESC', page),
    "a page of a project's tasks by change": () => tasks().page({ projectId: posters }, 'UPDATED_AT_DESC', page),
    "a page of a person's tasks": () => tasks().page({ requestedById: ada }, 'CREATED_AT_ASC', page),
    "a page of a person's tasks by change": () => tasks().page({ requestedById: ada }, 'UPDATED_AT_ASC', page),
    'a page after another one': async () => {
      const { pageInfo } = await tasks().page({ requestedById: ada }, 'UPDATED_AT_ASC', page)
      await tasks().page({ requestedById: ada }, 'UPDATED_AT_ASC', { first: 20, after: pageInfo.endCursor })
    },
    'pages of many projects, with their counts': async () => {
      const pages = await tasks().pagesOf('projectId', projects.slice(0, 4), {}, page)
      const count = pages.get(posters)?.totalCount
      if (typeof count === 'function') await count()
    },
    'pages of many people': () => tasks().pagesOf('requestedById', people.slice(0, 4), {}, page),
    'tasks by their ids': () => tasks().byIds(ids.slice(0, 50)),
    'a task by its key': () => tasks().byIdempotencyKey(ada, 'key 0'),
    'a locked task': () => inTransaction(em => tasks().lock(em, first)),
    "the number of a person's unfinished tasks": () => tasks().unfinishedCount(database.fork(), ada),
    'the unfinished tasks of a project': () =>
      inTransaction(em => tasks().lockUnfinished(em, 'projectId', posters, 50)),
    'the counts of projects': () => tasks().statusCounts(projects.slice(0, 20)),
    'places in the queue': () => tasks().queuePositions(ids.slice(0, 20)),
    'what changed in a project': () => tasks().changedSince('projectId', posters, now, 50),
    "some of a person's tasks": () => tasks().someIds('requestedById', ada, 50),
    'who waits': () =>
      queue().queuedUsers(database.fork(), { now: soon, inFlight: new Map([[ada, 9]]), perUser: 9, limit: 10 }),
    'what is in flight': () => queue().inFlightByUser(database.fork()),
    "somebody's best task": () => inTransaction(em => queue().bestOf(em, ada, soon)),
    'leases that have ended': () => inTransaction(em => queue().expired(em, soon, 50)),
    'leases that begin': () =>
      inTransaction(em => queue().startLeases(em, [{ taskId: first, attempt: 1 }], new Date(now.getTime() + 1))),
    'tasks that were handed over': () => inTransaction(em => queue().handedOver(em, 'user-events', 50)),
    leftovers: () => queue().leftovers(soon, 50),
    figures: () => queue().figures(),
    'pictures of tasks': () => new ArtifactRepository(database).ofTasks(ids.slice(0, 50)),
    'timelines of tasks': () => new TimelineRepository(database).ofTasks(ids.slice(0, 50)),
    'a page of dead letters': () => new DeadLetterRepository(database).page(page),
    'dead letters that wait': () => new DeadLetterRepository(database).waiting(first, 50),
    'uploads that are due': () => new UploadRepository(database).due(soon, 50),
    'the number of uploads': () => new UploadRepository(database).countOf(ada),
    'uploads whose addresses have ended': () => new UploadRepository(database).unsettled(soon, 50),
    'uploads by their ids': () => new UploadRepository(database).knownIds(ids.slice(0, 50)),
    'the bytes that a person keeps': () => new UploadRepository(database).storedBytesOf(ada, now),
    'pictures that are due': () => inputs().due(soon, 50),
    "a person's picture": () => inputs().bySha256(ada, first),
    'pictures by their keys': () => inputs().byKeys([`inputs/${first}`]),
    'what a picture is needed for': () => inTransaction(em => inputs().needs(em, first)),
    'pictures that are held': () => inTransaction(em => inputs().hold(em, ids.slice(0, 2), soon)),
    'a picture that is removed': () => inTransaction(em => inputs().remove(em, ids[9] as string)),
    'tasks that are removed': () => removeTasks({ database, inputs: inputs(), now }, ids.slice(-3)),
  }

  it.each(Object.entries(cases))('read no whole table for %s', async (_, work) => {
    const statements = await statementsOf(database, work)
    expect(statements).not.toEqual([])
    expect(await fullScansOf(database, statements)).toEqual([])
  })
})
