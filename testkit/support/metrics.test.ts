import { Counter, Gauge, Histogram, Registry } from '@atelier/platform/metrics/metrics.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { metricSamples, metricValue, parseMetrics, readMetrics } from './metrics.ts'

let registry: Registry
let tries: Counter
beforeEach(() => {
  registry = new Registry()
  registry.setDefaultLabels({ service: 'test' })
  const of = (name: string, ...labelNames: string[]) => ({ name, help: name, labelNames, registers: [registry] })
  tries = new Counter(of('tries_total', 'outcome', 'subgraph'))
  new Gauge(of('tries_waiting'))
  new Histogram({ ...of('tries_seconds', 'outcome'), buckets: [1] }).observe({ outcome: 'ok' }, 0.5)
})

describe('the value of a metric', () => {
  it('is the sum of its samples with these labels', async () => {
    tries.inc({ outcome: 'ok', subgraph: 'a' }, 2)
    tries.inc({ outcome: 'ok', subgraph: 'b' }, 3)
    tries.inc({ outcome: 'failed', subgraph: 'b' }, 5)
    const { value } = await readMetrics(registry)
    expect(value('tries_total')).toBe(10)
    expect(value('tries_total', { outcome: 'ok' })).toBe(5)
    expect(value('tries_total', { outcome: 'ok', subgraph: 'b', service: 'test' })).toBe(3)
  })

  it('is 0 where nothing was observed with these labels, or with any', async () => {
    expect(await metricValue(registry, 'tries_total', { outcome: 'ok' })).toBe(0)
    tries.inc({ outcome: 'failed' })
    expect(await metricValue(registry, 'tries_total', { outcome: 'ok' })).toBe(0)
    expect(await metricValue(registry, 'tries_waiting')).toBe(0)
  })

  it.each(['tries', 'tries_totals', 'tries_seconds', 'tries_waiting_sum', ''])(
    'is an error for a name that no metric has: %s',
    async name => {
      await expect(metricValue(registry, name)).rejects.toThrow(`There is no metric "${name}".`)
    },
  )

  it('is an error for a label that the metric does not have', async () => {
    tries.inc({ outcome: 'ok' })
    await expect(metricValue(registry, 'tries_total', { outcomes: 'ok' })).rejects.toThrow('has no label "outcomes"')
  })
})

it('samples of a histogram have the names of its parts', async () => {
  const { value, samples } = await readMetrics(registry)
  expect([value('tries_seconds_count'), value('tries_seconds_sum', { outcome: 'ok' })]).toEqual([1, 0.5])
  expect(samples('tries_seconds_bucket').map(({ labels }) => labels.le)).toEqual(['1', '+Inf'])
})

it('samples have their labels as they were', async () => {
  const labels = { outcome: 'a "b"\\n\n', subgraph: 'c, d="e" } 7', service: 'test' }
  tries.inc({ outcome: labels.outcome, subgraph: labels.subgraph }, 2)
  expect(await metricSamples(registry, 'tries_total')).toEqual([{ name: 'tries_total', labels, value: 2 }])
})

it.each([
  ['7', 7],
  ['-1.5e-7', -1.5e-7],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
  ['Nan', Number.NaN],
])('numbers are read as they are written: %s', (written, value) => {
  expect(parseMetrics(`# TYPE a gauge\na ${written}\n`).all).toEqual([{ name: 'a', labels: {}, value }])
})

describe('a text that is not in the format', () => {
  it.each([
    ['of a metric without a type', 'tries_total 1\n'],
    ['of something else', '<html></html>\n'],
  ])('is an error: %s', (_, text) => {
    expect(() => parseMetrics(text)).toThrow('cannot be read')
  })

  it('is an error when a metric stands in two places', () => {
    const family = '# HELP a A.\n# TYPE a counter\na 1\n'
    expect(() => parseMetrics(`${family}\n${family}`)).toThrow('The metric "a" stands in two places.')
  })
})
