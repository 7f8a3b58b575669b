import { createHistogram } from 'node:perf_hooks'
import { type Dispatcher, Pool } from 'undici'
import type { Operation } from './operations.ts'

export interface Load {
  seconds: number
  /** Requests under way at once, each over a connection of its own. */
  concurrency: number
  /** The authorization of the n-th request. */
  authorization: (n: number) => string
}

export interface LoadResult {
  requests: number
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
}

/** Puts a load on a gateway. @throws when an answer has another length than the first one had. */
export async function putLoadOn(url: string, operation: Operation, load: Load): Promise<LoadResult> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: load.concurrency })
  const { query, operationName } = operation
  const body = JSON.stringify({ query, operationName })
  const latencies = createHistogram()
  let requests = 0
  let expected: number | undefined

  const one = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', authorization: load.authorization(n) }
      const started = process.hrtime.bigint()
      let bytes = 0
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {},
        onResponseStart(_, status) {
          if (status !== 200) reject(new Error(`${operation.title}: answered ${status}`))
        },
        onResponseData(_, chunk) {
          bytes += chunk.length
        },
        onResponseEnd() {
          latencies.record(process.hrtime.bigint() - started)
          expected ??= bytes
          if (bytes === expected) resolve()
          else reject(new Error(`${operation.title}: answered ${bytes} bytes, before ${expected}`))
        },
        onResponseError: (_, error) => reject(error),
      }
      pool.dispatch({ method: 'POST', path: pathname, headers, body }, handler)
    })

  const started = performance.now()
  const until = started + load.seconds * 1_000
  const worker = async () => {
    while (performance.now() < until) await one(requests++)
  }
  await Promise.all(Array.from({ length: load.concurrency }, worker))
  const seconds = (performance.now() - started) / 1_000
  await pool.close()
  return {
    requests,
    requestsPerSecond: requests / seconds,
    p50Ms: latencies.percentile(50) / 1e6,
    p99Ms: latencies.percentile(99) / 1e6,
  }
}
