import { parseArgs } from 'node:util'

/** Options of a soak. */
export interface SoakOptions {
  minutes: number
  people: number
  /** Share of the time (0..1) whose samples are ignored. */
  warmUp: number
  /** Maximum growth in MB per hour of the heap after a collection, and of resident memory. */
  maxHeapSlope: number
  maxRssSlope: number
  /** A running gateway, and the metrics of its process. */
  url?: string
  metrics?: string
  /** A file for all measurements. */
  json?: string
}

const USAGE = `Usage: pnpm soak [--minutes 20] [options]

Puts a mixed load of several people on Atelier and watches its memory. Without --url it starts everything in one process,
on free ports, in a folder of its own that it removes.

  --minutes N          how long the load goes on (5)
  --people N           people at work at once (6)
  --warm-up SHARE      part of that time whose samples do not count (0.3)
  --max-heap-slope MB  growth per hour of the heap after a collection that fails it, when it is sure (40)
  --max-rss-slope MB   the same for resident memory (160)
  --json FILE          writes all samples and figures there
  --url URL            a gateway that runs already, as http://127.0.0.1:4000
  --metrics URL        and the metrics of its process, as http://127.0.0.1:4100/metrics`

/** @throws Error with a sentence for the user. */
export function readOptions(args: readonly string[]): SoakOptions | { help: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '5' },
      people: { type: 'string', default: '6' },
      'warm-up': { type: 'string', default: '0.3' },
      'max-heap-slope': { type: 'string', default: '40' },
      'max-rss-slope': { type: 'string', default: '160' },
      json: { type: 'string' },
      url: { type: 'string' },
      metrics: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return { help: USAGE }
  const number = (name: 'minutes' | 'people' | 'warm-up' | 'max-heap-slope' | 'max-rss-slope', max: number) => {
    const value = Number(values[name])
    if (!(value > 0 && value <= max)) throw new Error(`--${name} must be a number above 0, and ${max} at most.`)
    return value
  }
  if ((values.url === undefined) !== (values.metrics === undefined))
    throw new Error('--url needs --metrics, and it --url.')
  return {
    minutes: number('minutes', 10_000),
    people: Math.ceil(number('people', 50)),
    warmUp: number('warm-up', 0.9),
    maxHeapSlope: number('max-heap-slope', 1e6),
    maxRssSlope: number('max-rss-slope', 1e6),
    ...(values.json !== undefined && { json: values.json }),
    ...(values.url !== undefined && { url: values.url.replace(/\/$/, '') }),
    ...(values.metrics !== undefined && { metrics: values.metrics }),
  }
}
