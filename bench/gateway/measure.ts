import assert from 'node:assert'
import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { ask } from '../processes.ts'
import { cpuMs } from '../serveParent.ts'
import { answerCheck } from './answers.ts'
import type { Usage } from './contenders/contender.ts'
import { putLoadOn } from './load.ts'
import type { Operation } from './operations.ts'
import type { Fetches } from './subgraphs.ts'

/** Measurement of one gateway and operation. */
export interface Measurement {
  contender: string
  operation: string
  /** Whether all requests came from one caller. */
  shared: boolean
  /** CPU milliseconds of the gateway for one request. */
  cpuMs: number
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** Peak memory of the gateway, in MiB. */
  peakMiB: number
  /** Subgraph requests for one request. */
  fetches: number
  /** Share of its core that the gateway used (0..1). */
  gatewayBusy: number
  /** Share of the other core that the load and the subgraphs used (0..1). */
  loadBusy: number
}

/** One measurement to take. */
export interface Trial {
  contender: string
  operation: Operation
  shared: boolean
  /** Data of every correct response. */
  expected: unknown
  seconds: number
  concurrency: number
}

/** The other processes of a measurement. */
export interface Parties {
  gateway: { child: ChildProcess; url: string }
  subgraphs: ChildProcess
}

/**
 * Measures a gateway under load, after an equal warm-up.
 * @throws when a response is wrong, or when different callers shared a fetch.
 */
export async function measure({ gateway, subgraphs }: Parties, trial: Trial): Promise<Measurement> {
  const { contender, operation, shared, expected, seconds, concurrency } = trial
  const name = `${contender}: ${operation.title}`
  const check = answerCheck(expected, `${name}: an answer differs from Apollo's`)
  const load = () => {
    const run = randomUUID()
    const authorization = (n: number) => (shared ? `Bearer ${run}` : `Bearer ${run} ${n}`)
    return putLoadOn(gateway.url, operation, { seconds, concurrency, authorization, check })
  }
  const used = async () => ({
    gateway: await ask<Usage>(gateway.child, 'usage'),
    subgraphs: await ask<Fetches>(subgraphs, 'fetches'),
    ownCpuMs: cpuMs(),
  })

  gateway.child.send('forgetPeak')
  await load()
  const before = await used()
  const result = await load()
  const after = await used()

  if (!shared) assertEachWasFetchedFor(name, operation, result.requests, after.subgraphs)
  const gatewayCpuMs = after.gateway.cpuMs - before.gateway.cpuMs
  const loadCpuMs = after.subgraphs.cpuMs - before.subgraphs.cpuMs + after.ownCpuMs - before.ownCpuMs
  return {
    contender,
    operation: operation.title,
    shared,
    cpuMs: gatewayCpuMs / result.requests,
    requestsPerSecond: result.requests / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    peakMiB: after.gateway.peakMiB,
    fetches: after.subgraphs.count / result.requests,
    gatewayBusy: gatewayCpuMs / (result.seconds * 1_000),
    loadBusy: loadCpuMs / (result.seconds * 1_000),
  }
}

function assertEachWasFetchedFor(name: string, { fetches }: Operation, requests: number, seen: Fetches): void {
  assert.equal(seen.callers, requests, `${name}: ${seen.callers} callers of ${requests} reached the subgraphs`)
  assert.ok(
    seen.fewestOfCaller >= fetches,
    `${name}: ${seen.fewestOfCaller} fetches for one request, which takes ${fetches}`,
  )
}
