import type { GenerationEvent } from '@atelier/schema/messages/generation.ts'
import { describe, expect, it } from 'vitest'
import {
  applyEvent,
  type DecisionContext,
  decideAbandoned,
  decideCancel,
  decideDispatch,
  decideExpiredLease,
  decideUndeliverable,
  retryMs,
} from './lifecycle.ts'
import type { TaskState, TaskStatus } from './taskState.ts'

const now = new Date('2026-01-31T09:30:00.000Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const context: DecisionContext = { now, leaseMs: 30_000, backoff: { baseMs: 1000, maxMs: 60_000, random: () => 0 } }

const task = (over: Partial<TaskState> = {}): TaskState => ({
  status: 'PROCESSING',
  progress: 0.4,
  stage: 'render',
  attempt: 2,
  failures: 0,
  maxAttempts: 3,
  lastSequence: 5,
  error: null,
  nextAttemptAt: now,
  leaseUntil: later(10_000),
  cleanupAt: null,
  dispatchedAt: now,
  startedAt: now,
  finishedAt: null,
  usedModel: null,
  ...over,
})

const base = { version: 1 as const, taskId: '019c0000-0000-7000-8000-000000000000', at: now.toISOString() }
const picture = {
  id: '019c0000-0000-7000-8000-000000000001',
  index: 0,
  key: 'tasks/x/2/0.png',
  contentType: 'image/png',
  width: 64,
  height: 64,
  bytes: 100,
  seed: 1,
  model: 'procedural',
}
const events = {
  started: { ...base, kind: 'started', attempt: 2, sequence: 6, worker: 'w' },
  heartbeat: { ...base, kind: 'heartbeat', attempt: 2, sequence: 6 },
  progress: { ...base, kind: 'progress', attempt: 2, sequence: 6, progress: 0.6, stage: 'render' },
  artifact: { ...base, kind: 'artifact', attempt: 2, sequence: 6, artifact: picture, progress: 0.7 },
  completed: { ...base, kind: 'completed', attempt: 2, sequence: 6, artifacts: [picture], model: 'procedural' },
  failed: {
    ...base,
    kind: 'failed',
    attempt: 2,
    sequence: 6,
    error: { code: 'MODEL_UNAVAILABLE', message: 'Away.', retryable: true },
  },
  refused: {
    ...base,
    kind: 'failed',
    attempt: 2,
    sequence: 6,
    error: { code: 'CONTENT_REJECTED', message: 'No.', retryable: false },
  },
  released: { ...base, kind: 'released', attempt: 2, sequence: 6 },
} satisfies Record<string, GenerationEvent>

describe('an event of a worker', () => {
  it.each(Object.entries(events))('%s changes nothing when it is of another attempt', (_, event) => {
    expect(applyEvent(task(), { ...event, attempt: 1 }, context)).toBeUndefined()
    expect(applyEvent(task(), { ...event, attempt: 3 }, context)).toBeUndefined()
  })

  it.each(Object.entries(events))('%s changes nothing when it or a later one was applied before', (_, event) => {
    expect(applyEvent(task({ lastSequence: 6 }), event, context)).toBeUndefined()
    expect(applyEvent(task({ lastSequence: 7 }), event, context)).toBeUndefined()
  })

  it.each(
    (['PENDING', 'COMPLETED', 'FAILED', 'CANCELED'] as const).flatMap(status =>
      Object.values(events).map(event => [event.kind, status, event] as const),
    ),
  )('%s changes nothing on a task that is %s', (_, status, event) => {
    expect(applyEvent(task({ status }), event, context)).toBeUndefined()
  })

  it.each<[keyof typeof events, TaskStatus, TaskStatus | undefined, boolean]>([
    ['started', 'QUEUED', 'PROCESSING', true],
    ['started', 'PROCESSING', undefined, false],
    ['heartbeat', 'QUEUED', undefined, false],
    ['heartbeat', 'PROCESSING', undefined, false],
    ['progress', 'QUEUED', 'PROCESSING', true],
    ['progress', 'PROCESSING', undefined, true],
    ['artifact', 'PROCESSING', undefined, true],
    ['completed', 'PROCESSING', 'COMPLETED', true],
    ['failed', 'QUEUED', 'PENDING', true],
    ['failed', 'PROCESSING', 'PENDING', true],
    ['refused', 'PROCESSING', 'FAILED', true],
    ['released', 'QUEUED', 'PENDING', true],
    ['released', 'PROCESSING', 'PENDING', true],
  ])('%s on %s leads to %s, seen: %s', (kind, from, to, visible) => {
    const change = applyEvent(task({ status: from }), events[kind], context)
    expect(change?.set.status).toBe(to)
    expect(change?.visible).toBe(visible)
    expect(change?.set.lastSequence).toBe(6)
  })

  it.each(['started', 'heartbeat', 'progress', 'artifact'] as const)('%s prolongs the lease', kind => {
    expect(applyEvent(task(), events[kind], context)?.set.leaseUntil).toEqual(later(30_000))
  })

  it('keeps the time at which a worker first took it up', () => {
    const earlier = later(-60_000)
    expect(applyEvent(task({ status: 'QUEUED', startedAt: earlier }), events.started, context)?.set.startedAt).toEqual(
      earlier,
    )
    expect(applyEvent(task({ status: 'QUEUED', startedAt: null }), events.started, context)?.set.startedAt).toEqual(now)
  })

  it('never lets the progress fall, as when another attempt begins anew', () => {
    expect(applyEvent(task({ progress: 0.9 }), events.progress, context)).toMatchObject({
      set: { progress: 0.9 },
      visible: false,
    })
  })

  it('brings the pictures of a completed task as all there are', () => {
    expect(applyEvent(task(), events.completed, context)).toMatchObject({
      set: { progress: 1, usedModel: 'procedural', finishedAt: now, leaseUntil: null, cleanupAt: null, stage: null },
      artifacts: [picture],
      complete: true,
    })
  })
})

describe('a try that fails', () => {
  it('waits for the next one', () => {
    expect(applyEvent(task(), events.failed, context)?.set).toMatchObject({
      status: 'PENDING',
      failures: 1,
      nextAttemptAt: later(500),
      error: { code: 'MODEL_UNAVAILABLE' },
      leaseUntil: null,
    })
  })

  it('is the last one when none is left, and is laid aside for people', () => {
    expect(applyEvent(task({ failures: 2 }), events.failed, context)).toMatchObject({
      set: { status: 'FAILED', failures: 3, finishedAt: now, cleanupAt: later(30_000) },
      artifacts: [],
      complete: true,
      deadLetter: true,
    })
  })

  it('is the last one when another would end the same way', () => {
    expect(applyEvent(task(), events.refused, context)).toMatchObject({
      set: { status: 'FAILED' },
      deadLetter: false,
    })
  })

  it('does not count when the worker let go of it', () => {
    const change = applyEvent(task({ failures: 2 }), events.released, context)
    expect(change?.set).toMatchObject({ status: 'PENDING', nextAttemptAt: now })
    expect(change?.set.failures).toBeUndefined()
  })
})

describe('the wait between tries', () => {
  it.each([
    [1, 0, 500],
    [1, 1, 1000],
    [2, 0, 1000],
    [3, 0.5, 3000],
    [20, 1, 60_000],
  ])('after %i failures with chance %f is %i ms', (failures, chance, ms) => {
    expect(retryMs(failures, { baseMs: 1000, maxMs: 60_000, random: () => chance })).toBe(ms)
  })
})

describe('a lease', () => {
  it.each<[Partial<TaskState>, Partial<TaskState> | undefined]>([
    [{ leaseUntil: later(1) }, undefined],
    [{ leaseUntil: null, status: 'QUEUED' }, undefined],
    [{ leaseUntil: now, status: 'CANCELED' }, undefined],
    [{ leaseUntil: now }, { status: 'PENDING', failures: 1 }],
    [
      { leaseUntil: now, failures: 2 },
      { status: 'FAILED', failures: 3 },
    ],
  ])('of %j leads to %j when it is looked at', (over, set) => {
    const change = decideExpiredLease(task(over), context)
    if (set) expect(change?.set).toMatchObject(set)
    else expect(change).toBeUndefined()
  })

  it('that ends before any worker began is not held against the task', () => {
    const change = decideExpiredLease(task({ status: 'QUEUED', leaseUntil: now, failures: 2 }), context)
    expect(change?.set.status).toBe('PENDING')
    expect(change?.set.failures).toBeUndefined()
  })
})

describe('other turns of a task', () => {
  it('is handed over when it is due, as a new attempt whose events are counted anew', () => {
    const pending = task({ status: 'PENDING', attempt: 1 })
    expect(decideDispatch(pending, now)?.set).toMatchObject({
      status: 'QUEUED',
      attempt: 2,
      lastSequence: 0,
      leaseUntil: null,
    })
    expect(decideDispatch({ ...pending, nextAttemptAt: later(1) }, now)).toBeUndefined()
    expect(decideDispatch(task({ status: 'QUEUED' }), now)).toBeUndefined()
  })

  it.each<[TaskStatus, boolean]>([
    ['PENDING', true],
    ['QUEUED', true],
    ['PROCESSING', true],
    ['COMPLETED', false],
    ['FAILED', false],
    ['CANCELED', false],
  ])('%s can be canceled: %s', (status, possible) => {
    const change = decideCancel(task({ status }), context)
    expect(change?.set.status).toBe(possible ? 'CANCELED' : undefined)
  })

  it.each<[TaskStatus, boolean]>([
    ['PENDING', false],
    ['QUEUED', true],
    ['PROCESSING', true],
    ['COMPLETED', false],
    ['FAILED', false],
    ['CANCELED', false],
  ])('%s goes back in line when its process is gone: %s', (status, back) => {
    const change = decideAbandoned(task({ status }), context)
    expect(change?.set.status).toBe(back ? 'PENDING' : undefined)
    expect(change?.set.failures).toBeUndefined()
  })

  it('fails when its message can never be sent', () => {
    expect(decideUndeliverable(task({ status: 'QUEUED' }), 'too large', context)).toMatchObject({
      set: { status: 'FAILED', error: { code: 'MESSAGE_UNDELIVERABLE' } },
      deadLetter: true,
    })
    expect(decideUndeliverable(task({ status: 'CANCELED' }), 'too large', context)).toBeUndefined()
  })
})
