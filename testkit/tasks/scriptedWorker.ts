import type { EventBus } from '@atelier/platform/bus/eventBus.ts'
import { type BusMessage, encodeMessage } from '@atelier/platform/bus/message.ts'
import { newId } from '@atelier/platform/ids/ids.ts'
import type { ObjectStorage } from '@atelier/platform/storage/objectStorage.ts'
import type { ArtifactMade, GenerationEvent, GenerationTask } from '@atelier/schema/messages/generation.ts'
import { generationControls, generationEvents, generationTasks } from '@atelier/schema/messages/topics.ts'
import sharp from 'sharp'
import { eventually } from '../support/eventually.ts'

/** A worker that claims every task, controlled by the test. */
export interface ScriptedWorker {
  /** Claimed tasks, in order. */
  readonly taken: ClaimedTask[]
  /** Ids of canceled tasks. */
  readonly canceled: string[]
  /** Waits for an attempt of a task. */
  task(taskId: string, attempt?: number): Promise<ClaimedTask>
  close(): Promise<void>
}

/** A claimed task; its methods publish events and resolve when they are handled. */
export interface ClaimedTask {
  readonly request: GenerationTask
  readonly message: BusMessage
  tell(event: Told, sequence?: number): Promise<void>
  started(): Promise<void>
  progress(progress: number, stage?: string): Promise<void>
  /** Stores a real picture and publishes its event. */
  artifact(index: number, progress?: number): Promise<ArtifactMade>
  completed(artifacts: ArtifactMade[]): Promise<void>
  /** Publishes all events from start to completion, with all pictures. */
  makes(): Promise<ArtifactMade[]>
  failed(retryable: boolean): Promise<void>
  released(): Promise<void>
}

type Told = GenerationEvent extends infer Event
  ? Event extends GenerationEvent
    ? Pick<Event, Exclude<keyof Event, 'version' | 'taskId' | 'attempt' | 'at' | 'sequence'>> & { kind: Event['kind'] }
    : never
  : never

export async function startScriptedWorker(bus: EventBus, storage: ObjectStorage): Promise<ScriptedWorker> {
  const taken: ClaimedTask[] = []
  const canceled: string[] = []
  const subscriptions = await Promise.all([
    bus.subscribe({
      topic: generationTasks.name,
      group: 'workers',
      handle: async message => {
        taken.push(take(message))
      },
    }),
    bus.subscribe({
      topic: generationControls.name,
      group: 'workers',
      handle: async ({ key }) => {
        canceled.push(key)
      },
    }),
  ])

  function take(message: BusMessage): ClaimedTask {
    const request = generationTasks.schema.parse(JSON.parse(message.value))
    const { taskId, attempt, width, height, seed, count } = request
    let sequence = 0

    async function tell(event: Told, given?: number): Promise<void> {
      sequence = given ?? sequence + 1
      const whole = { ...event, version: 1, taskId, attempt, sequence, at: new Date().toISOString() }
      const value = encodeMessage(generationEvents, whole as GenerationEvent)
      await bus.publish([{ topic: generationEvents.name, key: taskId, value, headers: {} }])
    }

    const task: ClaimedTask = {
      request,
      message,
      tell,
      started: () => tell({ kind: 'started', worker: 'scripted' }),
      progress: (progress, stage = 'render') => tell({ kind: 'progress', progress, stage }),
      async artifact(index, progress = (index + 1) / count) {
        const made = await makePicture(index)
        await tell({ kind: 'artifact', artifact: made, progress })
        return made
      },
      completed: artifacts => tell({ kind: 'completed', artifacts, model: 'procedural' }),
      async makes() {
        await task.started()
        const made: ArtifactMade[] = []
        for (let index = 0; index < count; index++) made.push(await task.artifact(index))
        await task.completed(made)
        return made
      },
      failed: retryable =>
        tell({ kind: 'failed', error: { code: 'MODEL_UNAVAILABLE', message: 'The model is away.', retryable } }),
      released: () => tell({ kind: 'released' }),
    }
    return task

    async function makePicture(index: number): Promise<ArtifactMade> {
      const color = { r: index * 20, g: seed % 256, b: 90 }
      const bytes = await sharp({ create: { width, height, channels: 3, background: color } })
        .png()
        .toBuffer()
      const key = `tasks/${taskId}/${attempt}/${index}.png`
      await storage.put(key, bytes, { contentType: 'image/png' })
      const facts = { contentType: 'image/png', width, height, bytes: bytes.length, model: 'procedural' }
      return { id: newId(), index, key, seed: seed + index, ...facts }
    }
  }

  return {
    taken,
    canceled,
    task: (taskId, attempt = 1) =>
      eventually(() => taken.find(({ request }) => request.taskId === taskId && request.attempt === attempt)),
    async close() {
      await Promise.all(subscriptions.map(subscription => subscription.close()))
    },
  }
}
