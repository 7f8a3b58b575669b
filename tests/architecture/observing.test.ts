import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './imports.ts'

const ITSELF = 'tests/architecture/observing.test.ts'

const sources = globSync('**/*.ts', { cwd: ROOT, exclude: path => path.includes('node_modules') })
  .filter(file => /\.test\.ts$|^testkit\/|^tests\//.test(file) && file !== ITSELF)
  .map(file => ({ file, source: readFileSync(join(ROOT, file), 'utf8') }))

const filesWith = (pattern: RegExp) => sources.filter(({ source }) => pattern.test(source)).map(({ file }) => file)

describe('tests that observe a service', () => {
  it('capture its log by testkit/support/capturedLog.ts', () => {
    expect(filesWith(/createLogger\([^)]*\bdestination\b|\bpino\(/)).toEqual(['testkit/support/capturedLog.ts'])
  })

  it('read its metrics by testkit/support/metrics.ts, where a name that no metric has is an error', () => {
    expect(filesWith(/\.metrics\(\)|\bgetSingleMetric\b|\bgetMetricsAsJSON\b/)).toEqual(['testkit/support/metrics.ts'])
    expect(filesWith(/\w_(total|count|sum|bytes|state)\\{1,2}\{|\w_(total|count|sum|bytes|state)\{\w*="/)).toEqual([])
  })
})
