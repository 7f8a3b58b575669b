import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import type { Sample } from './sample.ts'

/**
 * Loaded into the process that is watched (`--import`): tells whoever connects to the socket at `SOAK_PROBE` how it is. No
 * channel of Node's own, as the process that starts would not start itself anew with what it runs with for others.
 */
const path = process.env.SOAK_PROBE ?? ''
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const delays = monitorEventLoopDelay({ resolution: 10 })
delays.enable()

// Threads load it, too.
if (isMainThread) {
  // It may be there, of the process in whose place this one is.
  rmSync(path, { force: true })
  // Being asked must not keep the process from ending.
  createServer(asker => asker.end(JSON.stringify(sample())))
    .listen(path)
    .unref()
}

function sample(): Sample {
  const { rss } = process.memoryUsage()
  const longestDelayMs = delays.max / 1e6
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  delays.reset()
  return { rss, heapUsed, external, resources: resourcesInUse(), longestDelayMs }
}

/** What keeps the event loop going, by kind. */
function resourcesInUse(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
