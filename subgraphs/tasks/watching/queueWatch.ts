import type { QueueFigures } from '../data/queueRepository.ts'
import { QUEUE_CHANNEL } from './channels.ts'
import type { WatchDeps } from './deps.ts'
import { createLatestStream, type LatestStream } from './latestStream.ts'
import { listen } from './listen.ts'
import { createReleases } from './releases.ts'
import { every } from './timers.ts'

/** How busy the house is, at a time. */
export interface QueueStats {
  pending: number
  queued: number
  processing: number
  waitingUsers: number
  oldestPendingSeconds: number | null
  at: Date
}

/** Watches the queue for as many as want to see it, by one look at most in each interval. */
export interface QueueWatch {
  now(): Promise<QueueStats>
  /** The figures now, and again when they have changed. */
  watch(): Promise<LatestStream<QueueStats>>
}

export function createQueueWatch(deps: WatchDeps): QueueWatch {
  const { queue, clock, settings, log } = deps
  const watchers = new Set<LatestStream<QueueStats>>()
  let timer: NodeJS.Timeout | undefined
  let lastLook = 0
  let lastTold = ''

  const now = async () => statsOf(await queue.figures(), clock.now())

  async function look(): Promise<void> {
    timer = undefined
    lastLook = performance.now()
    const stats = await now()
    const told = JSON.stringify({ ...stats, at: 0, oldestPendingSeconds: 0 })
    if (told === lastTold) return
    lastTold = told
    for (const watcher of watchers) watcher.offer('queue', stats)
  }

  function lookSoon(): void {
    if (timer) return
    const wait = Math.max(0, settings.queueStatsMs - (performance.now() - lastLook))
    timer = setTimeout(() => {
      look().catch(error => log.warn({ err: error }, 'the queue could not be looked at'))
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
      const releases = createReleases(log)
      const stream = createLatestStream<QueueStats>(releases.run)
      releases.add(() => leave(stream))
      await listen(deps, releases, QUEUE_CHANNEL, lookSoon)
      releases.add(every(settings.rereadMs, async () => lookSoon(), log))
      try {
        stream.offer('queue', await now())
      } catch (error) {
        await stream.return?.()
        throw error
      }
      watchers.add(stream)
      // Something may have changed since it looked, even back to what the others were told last.
      lastTold = ''
      lookSoon()
      return stream
    },
  }
}

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
