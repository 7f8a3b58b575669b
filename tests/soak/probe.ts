import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'
import type { Sample } from './sample.ts'

/**
 * Loaded into the measured process (`--import`): sends a sample to each connection to the socket at `SOAK_PROBE`. It
 * uses no channel of Node's, which the process would lose when it restarts itself.
 */
const path = process.env.SOAK_PROBE ?? ''
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const delays = monitorEventLoopDelay({ resolution: 10 })
delays.enable()

// Worker threads load it, too.
if (isMainThread) {
  // The socket may be left by the process that this one replaces.
  rmSync(path, { force: true })
  // The socket must not keep the process running.
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

/** Resources that keep the event loop alive, by kind. */
function resourcesInUse(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
