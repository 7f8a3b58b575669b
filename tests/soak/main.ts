import { writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import { createJournal } from './journal.ts'
import { startLoad } from './load.ts'
import { readOptions, type SoakOptions } from './options.ts'
import { type Findings, reportOn } from './report.ts'
import { existingTarget, startTarget } from './target.ts'

/** `pnpm soak`: checks Atelier for leaks under a long load: memory, sockets, tasks. Exits with 1 when it finds one. */

const SAMPLE_EVERY_MS = 10_000
/** For short runs, so that there is a trend at all. */
const LEAST_SAMPLES = 12

async function soak(options: SoakOptions): Promise<Findings> {
  const target = options.url && options.metrics ? existingTarget(options.url, options.metrics) : await startTarget()
  const journal = createJournal()
  const samples: Findings['samples'] = []
  let lostTasks: string[] = []
  let badEnd: string | undefined
  try {
    const durationMs = options.minutes * 60_000
    const everyMs = Math.min(SAMPLE_EVERY_MS, durationMs / LEAST_SAMPLES)
    const load = await startLoad(target.url, options.people, journal)
    const begun = performance.now()
    for (let count = 1; performance.now() - begun < durationMs && !stopped.aborted; count++) {
      await delay(Math.max(0, begun + count * everyMs - performance.now()), undefined, { signal: stopped }).catch(
        () => {},
      )
      samples.push({ atS: (performance.now() - begun) / 1_000, ...(await target.sample()) })
    }
    lostTasks = await load.stop()
  } finally {
    badEnd = await target.close()
  }
  return { options, samples, journal, lostTasks, ...(badEnd !== undefined && { badEnd }) }
}

const interrupt = new AbortController()
const stopped = interrupt.signal
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort())

function optionsOrExit(): ReturnType<typeof readOptions> {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(messageOf(error))
    process.exit(1)
  }
}

const options = optionsOrExit()
if ('help' in options) {
  console.log(options.help)
} else {
  const findings = await soak(options)
  const { text, faults, heap, rss } = reportOn(findings)
  console.log(text)
  if (options.json !== undefined)
    await writeFile(options.json, JSON.stringify({ ...findings, heap, rss, faults }, null, 2))
  process.exitCode = faults.length > 0 ? 1 : 0
}
