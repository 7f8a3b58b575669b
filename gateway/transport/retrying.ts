import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import { backoffMs } from '@atelier/platform/time/backoff.ts'
import { type Send, SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

/** Bounds how many retries there are. */
export interface RetryAllowance {
  /** Counts a request. */
  earn(source?: CallSource): void
  /** @returns whether there may be a retry; it is spent then. */
  spend(source?: CallSource): boolean
}

export interface RetryOptions {
  /** How often one query is sent again at most. */
  retries: number
  /** The longest time that a subgraph may have us wait, in milliseconds, where no deadline comes before. */
  longestWaitMs: number
  budget: RetryAllowance
  onRetry: () => void
  /** From 0 to 1, to spread retries. */
  random: () => number
}

/**
 * Sends queries again that a subgraph did not take on: the connection failed before any byte of an answer, or it is too
 * busy (503). Never mutations, even where it looks safe: what was done cannot be known.
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

/** @returns milliseconds to wait, or nothing when it makes no sense to try again. */
function pauseBefore(
  tries: number,
  { retry }: Outcome,
  { deadline = Infinity, signal }: SubgraphRequest,
  { longestWaitMs, random }: RetryOptions,
): number | undefined {
  if (!retry || signal?.aborted) return undefined
  const waitMs = retry.afterMs + backoffMs(tries - 1, { baseMs: SPREAD_MS, maxMs: Infinity, jitter: [0, 1], random })
  return waitMs <= Math.min(longestWaitMs, deadline - performance.now()) ? waitMs : undefined
}

/** The longest wait before the first retry, where the subgraph asks for none. */
const SPREAD_MS = 50

/** Waits. @throws SubgraphFetchError when nobody waits for the answer any more. */
function pause(ms: number, { service, signal }: SubgraphRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    const onAbort = () => {
      clearTimeout(timer)
      reject(new SubgraphFetchError(service, 'aborted', { message: 'the client went away' }))
    }
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
