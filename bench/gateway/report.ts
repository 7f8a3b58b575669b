import type { LoadResult } from './load.ts'

export interface Measurement extends LoadResult {
  contender: string
  operation: string
  /** Whether all requests came from one caller. */
  shared: boolean
  /** Milliseconds of the gateway's processor time for one request. */
  cpuMs: number
  peakMiB: number
}

/** The measurements as Markdown, with each contender's processor time as a ratio to that of the first. */
export function report(measurements: readonly Measurement[], { seconds, concurrency }: Record<string, number>): string {
  const lines = [`${seconds} s each, ${concurrency} requests at once; Node ${process.version}.`]
  for (const [title, group] of Object.entries(Object.groupBy(measurements, heading))) {
    const first = group?.[0]?.cpuMs ?? 1
    lines.push('', `### ${title}`, '', HEAD, RULE)
    for (const each of group ?? []) {
      const figures = [
        (each.cpuMs / first).toFixed(2),
        each.cpuMs.toFixed(3),
        each.requestsPerSecond.toFixed(0),
        each.p50Ms.toFixed(1),
        each.p99Ms.toFixed(1),
        each.peakMiB.toFixed(0),
      ]
      lines.push(`| ${[each.contender, ...figures].join(' | ')} |`)
    }
  }
  return lines.join('\n')
}

const heading = ({ operation, shared }: Measurement) =>
  `${operation}, ${shared ? 'one caller' : 'a caller for each request'}`
const HEAD = '| gateway | CPU ratio | CPU ms/request | requests/s | p50 ms | p99 ms | peak MiB |'
const RULE = '|---|--:|--:|--:|--:|--:|--:|'
