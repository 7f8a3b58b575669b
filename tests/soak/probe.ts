import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Sample } from './sample.ts'

/** Loaded into the process that is watched (`--import`): tells its parent how it is whenever that asks. */
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const delays = monitorEventLoopDelay({ resolution: 10 })
delays.enable()

process.on('message', () => {
  const { rss } = process.memoryUsage()
  const longestDelayMs = delays.max / 1e6
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  const sample: Sample = { rss, heapUsed, external, resources: resourcesInUse(), longestDelayMs }
  delays.reset()
  process.send?.(sample)
})
// Asking must not keep it from ending.
process.channel?.unref()

/** What keeps the event loop going, by kind. */
function resourcesInUse(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
