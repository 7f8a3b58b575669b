import { continueTrace, formatTraceparent, parseTraceparent } from '@atelier/platform/tracing/traceContext.ts'
import { deadLetters, generationEvents, generationTasks } from '@atelier/schema/messages/topics.ts'
import { readinessAt } from '@atelier/testkit/support/management.ts'
import { readMetrics } from '@atelier/testkit/support/metrics.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { drawn } from '@atelier/testkit/worker/testModel.ts'
import { startTestWorker, type TestWorker } from '@atelier/testkit/worker/testWorker.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProceduralModel } from '../models/proceduralModel.ts'

let lab: TestWorker

beforeAll(async () => {
  lab = await startTestWorker({
    models: [createProceduralModel({ threads: 1 })],
  })
})
afterAll(() => lab.close())

describe('a task', () => {
  it('is told of from start to end, in order, with progress that only grows', async () => {
    const task = lab.task({ count: 2 })
    await lab.send(task)
    const completed = await lab.until(task, 'completed')

    const events = lab.eventsOf(task)
    expect(events.map(event => event.sequence)).toEqual(events.map((_, i) => i + 1))
    expect(events[0]?.kind).toBe('started')
    expect(events.at(-1)).toBe(completed)
    const artifacts = events.flatMap(event => (event.kind === 'artifact' ? [event.artifact] : []))
    expect(completed.artifacts).toEqual(artifacts)
    const progress = events.flatMap(event => ('progress' in event ? [event.progress as number] : []))
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(new Set(events.flatMap(event => (event.kind === 'progress' ? [event.stage] : [])))).toEqual(
      new Set(['plan', 'render', 'inspect', 'store']),
    )
  })

  it('ends with its pictures in storage, each with a seed of its own', async () => {
    const task = lab.task({ count: 2, seed: 2 ** 31 - 1, width: 96 })
    await lab.send(task)
    const { artifacts, model } = await lab.until(task, 'completed')

    expect(model).toBe('test')
    expect(artifacts).toMatchObject([
      { index: 0, key: `tasks/${task.taskId}/1/0.png`, seed: 2 ** 31 - 1, width: 96, height: 64 },
      { index: 1, key: `tasks/${task.taskId}/1/1.png`, seed: 0, width: 96, height: 64 },
    ])
    for (const artifact of artifacts) {
      const bytes = await lab.storage.get(artifact.key)
      expect(bytes).toHaveLength(artifact.bytes)
      expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 96, height: 64 })
    }
  })

  it('leaves nothing behind but its pictures', async () => {
    const task = lab.task()
    await lab.send(task)
    await lab.until(task, 'completed')
    await waitUntil(async () => expect(await lab.storage.info(`tasks/${task.taskId}/work/0-1-1.png`)).toBeUndefined())
    expect(await lab.storage.info(`tasks/${task.taskId}/1/0.png`)).toBeDefined()
  })

  it('goes on with the trace of whoever asked', async () => {
    const task = lab.task()
    const trace = continueTrace(undefined)
    const seen = new Promise<string | undefined>(resolve => {
      void lab.ports.bus.subscribe({
        topic: generationEvents.name,
        group: 'trace',
        handle: async ({ key, headers }) => (key === task.taskId ? resolve(headers.traceparent) : undefined),
      })
    })
    await lab.send(task, { traceparent: formatTraceparent(trace) })
    expect(parseTraceparent(await seen)?.traceId).toBe(trace.traceId)
  })

  it('is drawn by the procedural model when that is asked for', async () => {
    const task = lab.task({ model: 'procedural', width: 128, height: 96 })
    await lab.send(task)
    const { artifacts, model } = await lab.until(task, 'completed')
    expect(model).toBe('procedural')
    expect(await sharp(await lab.storage.get(artifacts[0]?.key ?? '')).metadata()).toMatchObject({ width: 128 })
  })

  it('restyles the picture that it names, with the look of another', async () => {
    const source = await drawn(lab.task())
    await lab.storage.put('uploads/source.png', source.bytes, { contentType: 'image/png' })
    await lab.storage.put('uploads/look.png', source.bytes, { contentType: 'image/png' })
    const stored = (key: string) => ({ key, contentType: 'image/png' })
    const transfer = { source: stored('uploads/source.png'), styleReference: stored('uploads/look.png'), strength: 0.5 }
    const task = lab.task({ type: 'STYLE_TRANSFER', transfer })
    await lab.send(task)
    await lab.until(task, 'completed')
    expect(lab.model.requests.at(-1)?.source).toEqual({
      bytes: Buffer.from(source.bytes),
      styleReference: Buffer.from(source.bytes),
      strength: 0.5,
    })
  })
})

describe('the worker', () => {
  it('sends what it cannot read to the dead letters', async () => {
    const letter = new Promise<string>(resolve => {
      void lab.ports.bus.subscribe({
        topic: deadLetters.name,
        group: 'tasks',
        handle: async ({ value }) => resolve(value),
      })
    })
    await lab.ports.bus.publish([
      { topic: generationTasks.name, key: 'k', value: '{"version":1}', headers: { a: 'b' } },
    ])
    expect(deadLetters.schema.parse(JSON.parse(await letter))).toMatchObject({
      topic: 'generation-tasks',
      key: 'k',
      value: '{"version":1}',
      headers: { a: 'b' },
      service: 'worker',
      reason: expect.stringContaining('taskId'),
    })
  })

  it('shows its health and what it has done', async () => {
    expect(await readinessAt(lab.url)).toEqual({
      ready: true,
      checks: { database: 'ok', bus: 'ok' },
    })
    const { samples, value } = await readMetrics(lab.url)
    const service = 'worker'
    const completed = { lane: 'generation', outcome: 'completed', service }
    expect(value('worker_attempts_total', completed)).toBeGreaterThan(0)
    expect(value('image_render_seconds_count', { service, model: 'test' })).toBeGreaterThan(0)
    const waiting = { lane: 'style', state: 'waiting', service }
    expect(samples('worker_lane_tasks', waiting)).toMatchObject([{ value: 0 }])
  })
})
