import { createHistogram } from 'node:perf_hooks'
import { type Dispatcher, Pool } from 'undici'
import type { Operation } from './operations.ts'

export interface Load {
  seconds: number
  /** Concurrent requests, each over its own connection. */
  concurrency: number
  /** Authorization of the n-th request. */
  authorization: (n: number) => string
  /** Called with the body of every response; throws when it is wrong. */
  check: (answer: Buffer) => void
}

export interface LoadResult {
  requests: number
  /** From the first request to the last response. */
  seconds: number
  p50Ms: number
  p99Ms: number
}

/**
 * Puts a load on a gateway.
 * @throws when a status is not 200, and what `check` throws.
 */
export async function putLoadOn(url: string, operation: Operation, load: Load): Promise<LoadResult> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: load.concurrency })
  const { query, operationName } = operation
  const body = JSON.stringify({ query, operationName })
  const latencies = createHistogram()
  let requests = 0

  const one = (n: number) =>
    new Promise<Buffer>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', authorization: load.authorization(n) }
      const started = process.hrtime.bigint()
      const chunks: Buffer[] = []
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart() {},
        onResponseStart(_, status) {
          if (status !== 200) reject(new Error(`${operation.title}: answered ${status}`))
        },
        onResponseData(_, chunk) {
          chunks.push(chunk)
        },
        onResponseEnd() {
          latencies.record(process.hrtime.bigint() - started)
          resolve(Buffer.concat(chunks))
        },
        onResponseError: (_, error) => reject(error),
      }
      pool.dispatch({ method: 'POST', path: pathname, headers, body }, handler)
    })

  const started = performance.now()
  const until = started + load.seconds * 1_000
  const worker = async () => {
    while (performance.now() < until) load.check(await one(requests++))
  }
  try {
    await Promise.all(Array.from({ length: load.concurrency }, worker))
    return {
      requests,
      seconds: (performance.now() - started) / 1_000,
      p50Ms: latencies.percentile(50) / 1e6,
      p99Ms: latencies.percentile(99) / 1e6,
    }
  } finally {
    await pool.destroy()
  }
}
