import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import { backoffMs } from '@atelier/platform/time/backoff.ts'
import { type Send, SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/** A limit of retries. */
export interface RetryAllowance {
  /** Counts a request. */
  earn(source?: CallSource): void
  /** @returns whether a retry is allowed, which is spent then. */
  spend(source?: CallSource): boolean
}

export interface RetryOptions {
  /** Maximum retries of one query. */
  retries: number
  /** Maximum milliseconds before a retry that a subgraph may ask for, up to the deadline. */
  maxWaitMs: number
  budget: RetryAllowance
  onRetry: () => void
  /** Random number (0..1) for jitter. */
  random: () => number
}

/**
 * Retries queries that a subgraph did not accept: the connection failed before any byte of a response, or it is
 * overloaded (503). Mutations are never retried: whether they were executed cannot be known.
 */
export function retrying(send: Send, options: RetryOptions): Send {
  const { retries, budget, onRetry } = options

  async function again(request: SubgraphRequest, first: Outcome): Promise<SubgraphReply> {
    let outcome = first
    for (let tries = 1; tries <= retries; tries++) {
      const waitMs = pauseBefore(tries, outcome, request, options)
      if (waitMs === undefined || !budget.spend(request.source)) break
      onRetry()
      await pause(waitMs, request)
      outcome = await send(request).catch((error: SubgraphFetchError) => error)
    }
    if (outcome instanceof Error) throw outcome
    return outcome
  }

  return request => {
    if (request.operationKind !== 'query') return send(request)
    budget.earn(request.source)
    return send(request).then(
      reply => (reply.retry ? again(request, reply) : reply),
      (error: SubgraphFetchError) => again(request, error),
    )
  }
}

type Outcome = SubgraphReply | SubgraphFetchError

/** @returns milliseconds to wait, or nothing when a retry makes no sense. */
function pauseBefore(
  tries: number,
  { retry }: Outcome,
  { deadline = Infinity, signal }: SubgraphRequest,
  { maxWaitMs, random }: RetryOptions,
): number | undefined {
  if (!retry || signal?.aborted) return undefined
  const waitMs = retry.afterMs + backoffMs(tries - 1, { baseMs: SPREAD_MS, maxMs: Infinity, jitter: [0, 1], random })
  return waitMs <= Math.min(maxWaitMs, deadline - performance.now()) ? waitMs : undefined
}

/** Maximum milliseconds before the first retry, where the subgraph asks for none. */
const SPREAD_MS = 50

/**
 * Waits.
 * @throws SubgraphFetchError when the request is aborted.
 */
function pause(ms: number, { service, signal }: SubgraphRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    const onAbort = () => {
      clearTimeout(timer)
      reject(new SubgraphFetchError(service, 'aborted', { message: 'the client disconnected' }))
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
