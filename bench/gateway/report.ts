import { contenderTitles } from './contenders/titles.ts'
import type { Measurement } from './measure.ts'
import { comparison } from './targets.ts'

/** Conditions of the measurements. */
export interface Conditions {
  seconds: number
  concurrency: number
  rounds: number
}

/** The measurements as Markdown, each figure with its ratio to the first contender's. */
export function report(measurements: readonly Measurement[], conditions: Conditions): string {
  const lines = [introduction(conditions)]
  const head = conditions.rounds > 1 ? HEAD.toSpliced(2, 0, 'CPU of rounds') : HEAD
  for (const [title, rows = []] of Object.entries(Object.groupBy(medianRounds(measurements), heading))) {
    lines.push('', `### ${title}`, '', line(head), `|---|${'--:|'.repeat(head.length - 1)}`)
    for (const row of rows) {
      const cells = cellsOf(row, rows[0])
      lines.push(line(conditions.rounds > 1 ? cells.toSpliced(2, 0, spread(row)) : cells))
    }
    lines.push('', comparison(rows))
  }
  return lines.join('\n')
}

const introduction = ({ seconds, concurrency, rounds }: Conditions) =>
  `${seconds} s each after as long a warm-up, ${concurrency} requests at once, ` +
  `${rounds > 1 ? `${rounds} rounds (the one with the median CPU is shown)` : 'one round'}; Node ${process.version}.
In brackets: the ratio to ${contenderTitles.apollo}. Busy: how much of its core the gateway used, and how much of theirs the
load and the subgraphs did; near 100 %, requests/s, p50 and p99 measure the load and not the gateway.`

const HEAD = [
  'gateway',
  'CPU ms/request',
  'requests/s',
  'p50 ms',
  'p99 ms',
  'peak MiB',
  'fetches/request',
  'busy % gateway, load',
]

function cellsOf(row: Row, first = row): string[] {
  const cell = (figure: (row: Row) => number, digits: number) =>
    `${figure(row).toFixed(digits)} (${(figure(row) / figure(first)).toFixed(2)})`
  return [
    contenderTitles[row.contender] ?? row.contender,
    cell(({ cpuMs }) => cpuMs, 3),
    cell(({ requestsPerSecond }) => requestsPerSecond, 0),
    cell(({ p50Ms }) => p50Ms, 1),
    cell(({ p99Ms }) => p99Ms, 1),
    cell(({ peakMiB }) => peakMiB, 0),
    row.fetches.toFixed(2),
    `${(row.gatewayBusy * 100).toFixed(0)}, ${(row.loadBusy * 100).toFixed(0)}`,
  ]
}

const spread = ({ cpuMsOfRounds }: Row) => cpuMsOfRounds.map(ms => ms.toFixed(3)).join(' – ')
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const heading = ({ operation, shared }: Measurement) =>
  `${operation}, ${shared ? 'one caller' : 'a caller for each request'}`

/** The median round of one gateway and operation. */
interface Row extends Measurement {
  /** Minimum and maximum CPU milliseconds for one request of all rounds. */
  cpuMsOfRounds: [number, number]
}

/** A row for each gateway and operation: the round with the median CPU time, the lower one of two. */
function medianRounds(measurements: readonly Measurement[]): Row[] {
  const rows = Object.groupBy(measurements, each => JSON.stringify([each.contender, each.operation, each.shared]))
  return Object.values(rows).flatMap(rounds => {
    const sorted = rounds?.toSorted((one, other) => one.cpuMs - other.cpuMs) ?? []
    const median = sorted[Math.floor((sorted.length - 1) / 2)]
    return median ? [{ ...median, cpuMsOfRounds: [sorted[0]!.cpuMs, sorted.at(-1)!.cpuMs] }] : []
  })
}
