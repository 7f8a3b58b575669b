import { setTimeout as delay } from 'node:timers/promises'
import { createPollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import type { ListedObject } from '@atelier/platform/storage/objectStorage.ts'
import { INPUTS, OUTPUTS, UPLOADS } from '../data/objectKeys.ts'
import type { TasksDeps } from '../deps.ts'
import { isFinal } from '../domain/taskState.ts'

/** Deletes objects without a row, left by a process that died between the two. */
export interface OrphanSweeper {
  start(): void
  /** Lists all objects once. @returns how many it deleted; `undefined` when another replica is sweeping. */
  sweep(): Promise<number | undefined>
  /** Stops after the current batch. */
  stop(): Promise<void>
}

const BATCH = 200

/** Milliseconds between two batches, so that other disk I/O proceeds. */
const PAUSE_MS = 20

const LOCK_MS = 3_600_000

export function createOrphanSweeper(deps: TasksDeps): OrphanSweeper {
  const { storage, clock, settings, cache, log } = deps
  const stopping = new AbortController()
  const orphansIn: Readonly<Record<string, (keys: readonly string[]) => Promise<string[]>>> = {
    [UPLOADS]: keys => orphanUploads(deps, keys),
    [INPUTS]: keys => orphanInputs(deps, keys),
    [OUTPUTS]: keys => orphanOutputs(deps, keys),
  }

  async function sweep(): Promise<number | undefined> {
    const unlock = await cache.lock('tasks:orphan-sweep', { ttlMs: LOCK_MS })
    if (!unlock) return undefined
    try {
      await storage.removeLeftovers()
      let removed = 0
      for (const [prefix, orphans] of Object.entries(orphansIn)) {
        for await (const keys of batchesOf(storage.list(prefix))) {
          const found = await orphans(keys)
          for (const key of found) await storage.delete(key)
          removed += found.length
          if (stopping.signal.aborted) return removed
          await delay(PAUSE_MS)
        }
      }
      if (removed > 0) log.info({ objects: removed }, 'orphaned objects removed')
      return removed
    } finally {
      await unlock()
    }
  }

  /** The row of a younger object may not be committed yet. */
  async function* batchesOf(objects: AsyncIterable<ListedObject>): AsyncGenerator<string[]> {
    let keys: string[] = []
    for await (const { key, putAt } of objects) {
      if (putAt.getTime() > clock.now().getTime() - settings.orphanGraceMs) continue
      keys.push(key)
      if (keys.length < BATCH) continue
      yield keys
      keys = []
    }
    if (keys.length > 0) yield keys
  }

  const loop = createPollLoop({
    name: 'orphan sweep',
    pollMs: settings.orphanSweepMs,
    log,
    async round() {
      await sweep()
      return false
    },
  })

  return {
    sweep,
    start() {
      if (settings.orphanSweepMs < Infinity) loop.start()
    },
    async stop() {
      stopping.abort()
      await loop.stop()
    },
  }
}

/** The segment of a key that names its owner or upload. */
const segment = (key: string, index: number) => key.split('/')[index] ?? ''

async function orphanUploads({ uploads }: TasksDeps, keys: readonly string[]): Promise<string[]> {
  const known = await uploads.knownIds(keys.map(key => segment(key, 2)))
  return keys.filter(key => !known.has(segment(key, 2)))
}

/** Keys from before inputs were shared hold the task's id. */
async function orphanInputs({ inputs, tasks }: TasksDeps, keys: readonly string[]): Promise<string[]> {
  const known = await inputs.knownKeys(keys)
  const owners = new Set((await tasks.byIds(idsOf(keys))).map(({ id }) => id))
  return keys.filter(key => !known.has(key) && !owners.has(segment(key, 1)))
}

/** All artifacts of an unfinished task, and the visible ones of a finished task, are needed. */
async function orphanOutputs(deps: TasksDeps, keys: readonly string[]): Promise<string[]> {
  const { tasks, artifacts, clock, settings } = deps
  const settledBefore = clock.now().getTime() - settings.orphanGraceMs
  const ids = idsOf(keys)
  const found = new Map((await tasks.byIds(ids)).map(task => [task.id, task]))
  const shown = new Set((await artifacts.ofTasks(ids)).map(({ key }) => key))
  return keys.filter(key => {
    const task = found.get(segment(key, 1))
    if (!task) return true
    const isOver = isFinal(task.status) && task.finishedAt !== null && task.finishedAt.getTime() <= settledBefore
    return isOver && !shown.has(key)
  })
}

const idsOf = (keys: readonly string[]) => [...new Set(keys.map(key => segment(key, 1)))]
