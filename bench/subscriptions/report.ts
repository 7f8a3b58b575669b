/** Measurement of one server. */
export interface Measurement {
  title: string
  /** Latency from publishing an update to its arrival, over all subscribers. */
  p50Ms: number
  p99Ms: number
  /** CPU microseconds of the server for one update of one subscriber. */
  eventCpuUs: number
  /** CPU microseconds of the server to connect and subscribe one. */
  subscribeCpuUs: number
  /** Resident memory of one subscriber. */
  subscriberKiB: number
}

/** The measurements as Markdown, each figure with its ratio to the first server's. */
export function report(
  measurements: readonly Measurement[],
  { subscribers, updates }: { subscribers: number; updates: number },
): string {
  const [first] = measurements
  const lines = [
    `${subscribers} WebSocket subscribers, ${updates} updates to all of them; Node ${process.version}.`,
    '',
    '| server | p50 ms | p99 ms | CPU µs/update | KiB/subscriber | CPU µs/subscribe |',
    '|---|--:|--:|--:|--:|--:|',
  ]
  for (const each of measurements) {
    const cell = (figure: (measurement: Measurement) => number, digits: number) => {
      const ratio = first ? ` (${(figure(each) / figure(first)).toFixed(2)})` : ''
      return `${figure(each).toFixed(digits)}${ratio}`
    }
    const cells = [
      cell(({ p50Ms }) => p50Ms, 0),
      cell(({ p99Ms }) => p99Ms, 0),
      cell(({ eventCpuUs }) => eventCpuUs, 1),
      cell(({ subscriberKiB }) => subscriberKiB, 1),
      cell(({ subscribeCpuUs }) => subscribeCpuUs, 0),
    ]
    lines.push(`| ${[each.title, ...cells].join(' | ')} |`)
  }
  return lines.join('\n')
}
