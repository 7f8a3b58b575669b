import { askManagement } from './management.ts'

/** Values of labels; those that are not named may be any. */
export type MetricLabels = Readonly<Record<string, string>>

/** A figure of a metric, as in `name{label="value"} 3`. */
export interface MetricSample {
  readonly name: string
  readonly labels: MetricLabels
  readonly value: number
}

/** A registry, or the address of a service that has the tests' token. */
export type MetricsSource = string | { metrics(): Promise<string> }

/** The metrics of a service at one moment. */
export interface MetricsSnapshot {
  /** The samples of all metrics. */
  readonly all: readonly MetricSample[]
  /**
   * The samples of a metric with these labels, in their order; none where nothing was observed with them. A histogram has
   * `…_bucket`, `…_sum` and `…_count`.
   * @throws where there is no such metric, or none of its samples has such a label.
   */
  samples(name: string, labels?: MetricLabels): MetricSample[]
  /** Their sum; 0 where there are none. @throws as samples. */
  value(name: string, labels?: MetricLabels): number
}

/** @throws where a server does not show its metrics, and as parseMetrics. */
export async function readMetrics(source: MetricsSource): Promise<MetricsSnapshot> {
  if (typeof source !== 'string') return parseMetrics(await source.metrics())
  const response = await askManagement(source, '/metrics')
  const text = await response.text()
  if (!response.ok) throw new Error(`Metrics of ${source} were answered with ${response.status}: ${text}`)
  return parseMetrics(text)
}

/** The value in a snapshot of the moment. */
export const metricValue = async (source: MetricsSource, name: string, labels?: MetricLabels): Promise<number> =>
  (await readMetrics(source)).value(name, labels)

/** The samples in a snapshot of the moment. */
export const metricSamples = async (
  source: MetricsSource,
  name: string,
  labels?: MetricLabels,
): Promise<MetricSample[]> => (await readMetrics(source)).samples(name, labels)

/**
 * Reads the text format of Prometheus.
 * @throws where a line is none of that format, and where the lines of a metric do not stand together.
 */
export function parseMetrics(text: string): MetricsSnapshot {
  const all: MetricSample[] = []
  const names = new Set<string>()
  for (const line of text.split('\n')) {
    const [, metric, type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? []
    if (metric) for (const name of namesOf(metric, type)) addOnce(names, name)
    else if (line !== '' && !line.startsWith('# HELP ')) all.push(sampleIn(line, names))
  }
  function samples(name: string, labels: MetricLabels = {}): MetricSample[] {
    if (!names.has(name)) throw new Error(`There is no metric "${name}".`)
    const named = all.filter(sample => sample.name === name)
    const wanted = Object.entries(labels)
    for (const [label] of wanted) {
      const isKnown = named.length === 0 || named.some(sample => label in sample.labels)
      if (!isKnown) throw new Error(`The metric "${name}" has no label "${label}".`)
    }
    return named.filter(sample => wanted.every(([label, value]) => sample.labels[label] === value))
  }
  return { all, samples, value: (name, labels) => samples(name, labels).reduce((sum, { value }) => sum + value, 0) }
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

const namesOf = (metric: string, type: string): string[] => (PARTS[type] ?? ['']).map(part => metric + part)

function addOnce(names: Set<string>, name: string): void {
  if (names.has(name)) throw new Error(`The metric "${name}" stands in two places.`)
  names.add(name)
}

function sampleIn(line: string, names: ReadonlySet<string>): MetricSample {
  const [, name = '', labels = '', value = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
  if (!names.has(name)) throw new Error(`A line of metrics that cannot be read: ${line}`)
  return {
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, unescaped(text)]),
    ),
    value: Number(value.replace('Inf', 'Infinity')),
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character))
