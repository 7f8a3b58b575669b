import type { Journal } from './journal.ts'
import type { SoakOptions } from './options.ts'
import type { Sample } from './sample.ts'
import { afterWarmUp, growsBeyond, type Trend, trendOf } from './trend.ts'

/** Findings of a soak. */
export interface Findings {
  options: SoakOptions
  samples: (Sample & { atS: number })[]
  journal: Pick<Journal, 'done' | 'failures'>
  lostTasks: string[]
  /** Problem of its shutdown, if any. */
  badEnd?: string
}

export interface Report {
  heap: Trend
  rss: Trend
  /** Problems as sentences; empty when there are none. */
  faults: string[]
  text: string
}

const MB = 1_048_576
/** Minimum seconds after the warm-up: in less, filling caches look like a leak. */
const JUDGED_FROM_S = 180

export function reportOn({ options, samples, journal, lostTasks, badEnd }: Findings): Report {
  const points = (of: (sample: Sample) => number) =>
    afterWarmUp(
      samples.map(sample => ({ atS: sample.atS, value: of(sample) / MB })),
      options.warmUp,
    )
  const heap = trendOf(points(({ heapUsed }) => heapUsed))
  const rss = trendOf(points(sample => sample.rss))
  const isLong = (samples.at(-1)?.atS ?? 0) * (1 - options.warmUp) >= JUDGED_FROM_S
  const grown = (what: string, trend: Trend, bound: number) =>
    isLong && growsBeyond(trend, bound) ? [`${what} grows by more than ${bound} MB an hour`] : []
  const faults = [
    ...grown('the heap', heap, options.maxHeapSlope),
    ...grown('resident memory', rss, options.maxRssSlope),
    ...(journal.failures.length > 0 ? [`${journal.failures.length} operations failed`] : []),
    ...(lostTasks.length > 0 ? [`tasks did not come to an end: ${lostTasks.join(', ')}`] : []),
    ...(badEnd === undefined ? [] : [badEnd]),
  ]
  return { heap, rss, faults, text: textOf({ options, samples, journal, heap, rss, faults }) }
}

function textOf({
  options,
  samples,
  journal,
  heap,
  rss,
  faults,
}: Pick<Findings, 'options' | 'samples' | 'journal'> & Omit<Report, 'text'>): string {
  const megabytes = (of: (sample: Sample) => number) => {
    const values = samples.map(sample => of(sample) / MB)
    const [first = 0, last = 0] = [values[0], values.at(-1)]
    return `${first.toFixed(0)} MB at first, ${last.toFixed(0)} at last, ${Math.max(0, ...values).toFixed(0)} at most`
  }
  const slope = ({ perHour, plusMinus, points }: Trend) =>
    `${perHour.toFixed(1)} MB/hour ± ${plusMinus.toFixed(1)} (${points} samples)`
  const resources = Object.entries(samples.at(-1)?.resources ?? {}).map(([kind, count]) => `${kind} ${count}`)
  const before = Object.values(samples[0]?.resources ?? {}).reduce((sum, count) => sum + count, 0)
  const delays = samples.map(({ longestDelayMs }) => longestDelayMs)
  const all = Object.values(journal.done).reduce((sum, count) => sum + count, 0)
  return [
    `${options.minutes} minutes, ${options.people} people, ${all} activities:`,
    ...Object.entries(journal.done)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([kind, count]) => `  ${kind}: ${count}`),
    `heap ${megabytes(({ heapUsed }) => heapUsed)}; slope ${slope(heap)}`,
    `resident ${megabytes(sample => sample.rss)}; slope ${slope(rss)}`,
    `external ${megabytes(({ external }) => external)}`,
    `resources in use: ${before} at first; at last ${resources.join(', ')}`,
    `the event loop stood still for ${Math.max(0, ...delays).toFixed(0)} ms at most`,
    ...journal.failures.slice(0, 20).map(({ kind, reason }) => `failed: ${kind}: ${reason}`),
    faults.length === 0 ? 'all is well' : `not well: ${faults.join('; ')}`,
  ].join('\n')
}
