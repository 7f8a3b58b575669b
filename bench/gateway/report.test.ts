import assert from 'node:assert'
import { test } from 'node:test'
import type { Measurement } from './measure.ts'
import { report } from './report.ts'

const measured = (contender: string, cpuMs: number, shared = false): Measurement => ({
  contender,
  operation: 'one field',
  shared,
  cpuMs,
  requestsPerSecond: 100 / cpuMs,
  p50Ms: cpuMs,
  p99Ms: cpuMs * 2,
  peakMiB: 100,
  fetches: 1,
  gatewayBusy: 0.99,
  loadBusy: 0.42,
})
const once = { seconds: 1, concurrency: 16, rounds: 1 }

test('a report gives each figure with its ratio to that of Apollo', () => {
  const text = report([measured('apollo', 2), measured('hive', 3)], once)
  assert.match(
    text,
    /Hive Gateway, router runtime \| 3\.000 \(1\.50\) \| 33 \(0\.67\) \| 3\.0 \(1\.50\) .* \| 99, 42 \|/,
  )
})

test('a report says which targets hold where nothing is shared', () => {
  const peers = [measured('apollo', 4), measured('hive', 0.9), measured('handWritten', 0.5)]
  assert.match(
    report([...peers, measured('atelier', 1)], once),
    /0\.25 of Apollo's \(at most 0\.25: holds\), 1\.11 of Hive's \(below 1: MISSED\), 2\.00 of the proxy's \(.*: holds\)/,
  )
})

test('a report only compares where requests are shared', () => {
  const text = report([measured('apollo', 4, true), measured('atelier', 2, true)], once)
  assert.match(text, /Atelier's CPU: 0\.50 of Apollo's\.$/)
})

test('a report of several rounds shows the one with the median CPU, and their spread', () => {
  const rounds = [3, 1, 2].map(cpuMs => measured('apollo', cpuMs))
  assert.match(report(rounds, { ...once, rounds: 3 }), /\| 2\.000 \(1\.00\) \| 1\.000 – 3\.000 \| 50 \(1\.00\) \|/)
})
