import { deferOrClose } from '@atelier/platform/service/closing.ts'
import type { QueueFigures } from '../data/queueRepository.ts'
import type { TasksDeps } from '../deps.ts'
import { QUEUE_CHANNEL } from './channels.ts'
import { closeWatch } from './closeWatch.ts'
import { createLatestStream, type LatestStream } from './latestStream.ts'
import { listen } from './listen.ts'
import { every } from './timers.ts'

/** Queue statistics at a time. */
export interface QueueStats {
  pending: number
  queued: number
  processing: number
  waitingUsers: number
  oldestPendingSeconds: number | null
  at: Date
}

/** Watches the queue for all subscribers, with at most one query per interval. */
export interface QueueWatch {
  now(): Promise<QueueStats>
  /** The statistics now, and on each change. */
  watch(): Promise<LatestStream<QueueStats>>
}

export function createQueueWatch(deps: TasksDeps): QueueWatch {
  const { queue, clock, settings, log } = deps
  /** The last statistics sent to each, as `figuresIn` serializes them. */
  const watchers = new Map<LatestStream<QueueStats>, string>()
  let timer: NodeJS.Timeout | undefined
  let lastLook = 0

  const now = async () => statsOf(await queue.figures(), clock.now())

  async function look(): Promise<void> {
    timer = undefined
    lastLook = performance.now()
    const stats = await now()
    const figures = figuresIn(stats)
    for (const watcher of watchers.keys()) publish(watcher, stats, figures)
  }

  function publish(watcher: LatestStream<QueueStats>, stats: QueueStats, figures: string): void {
    if (watchers.get(watcher) === figures) return
    watchers.set(watcher, figures)
    watcher.offer('queue', stats)
  }

  function lookSoon(): void {
    if (timer) return
    const wait = Math.max(0, settings.queueStatsMs - (performance.now() - lastLook))
    timer = setTimeout(() => {
      look().catch(error => log.warn({ err: error }, 'queue figures not read'))
    }, wait)
    timer.unref()
  }

  function leave(stream: LatestStream<QueueStats>): void {
    watchers.delete(stream)
    if (watchers.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }

  return {
    now,
    async watch() {
      const opened = new AsyncDisposableStack()
      const stream = createLatestStream<QueueStats>(() => closeWatch(opened, log))
      opened.defer(() => leave(stream))
      await listen(deps, opened, QUEUE_CHANNEL, lookSoon)
      await deferOrClose(
        opened,
        every(settings.rereadMs, async () => lookSoon(), log),
      )
      try {
        const stats = await now()
        publish(stream, stats, figuresIn(stats))
      } catch (error) {
        await stream.return?.()
        throw error
      }
      // Something may have changed since the query.
      lookSoon()
      return stream
    },
  }
}

/** The statistics that count as a change; times change in any case. */
const figuresIn = (stats: QueueStats) => JSON.stringify({ ...stats, at: 0, oldestPendingSeconds: 0 })

function statsOf({ counts, waitingUsers, oldestPendingAt }: QueueFigures, at: Date): QueueStats {
  return {
    pending: counts.PENDING,
    queued: counts.QUEUED,
    processing: counts.PROCESSING,
    waitingUsers,
    oldestPendingSeconds: oldestPendingAt && Math.max(0, (at.getTime() - oldestPendingAt.getTime()) / 1000),
    at,
  }
}
