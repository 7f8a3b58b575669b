import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { FairConcurrencyLimit, WaitOutcome } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import { overloaded, rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { GraphQLError } from 'graphql'
import type { AbortNotice } from '../transport/subgraphTransport.ts'
import type { Caller } from './caller.ts'
import { sourceOf } from './callerKey.ts'
import type { RateLimit } from './rateLimit.ts'

/** Seconds after which one who was refused may try again; nobody knows when an operation ends. */
const RETRY_AFTER_S = 1

/** An operation that may begin, or the error that it is refused with. */
export type Admission = { release: () => void } | { refusal: GraphQLError }

export interface AdmissionLimits {
  rateLimit: RateLimit
  concurrency: FairConcurrencyLimit
}

/**
 * Counts an operation against the caller's rate limit, and waits for a place among those that are under way.
 * @param signal gives its turn up when its client is gone.
 */
export async function admitOperation(
  caller: Pick<Caller, 'verified' | 'address'>,
  { rateLimit, concurrency }: AdmissionLimits,
  signal: () => AbortNotice,
): Promise<Admission> {
  const tooMany = await rateLimit.admit(caller)
  if (tooMany) return { refusal: tooMany }
  const source = sourceOf(caller)
  if (concurrency.tryAcquire(source)) return { release: once(concurrency, source) }
  const outcome = await concurrency.acquire(source, signal())
  return outcome === 'acquired' ? { release: once(concurrency, source) } : { refusal: refusalOf(outcome) }
}

function once(concurrency: FairConcurrencyLimit, source: CallSource): () => void {
  let isHeld = true
  return () => {
    if (isHeld) concurrency.release(source)
    isHeld = false
  }
}

const refusalOf = (outcome: Exclude<WaitOutcome, 'acquired'>): GraphQLError =>
  outcome === 'overloaded'
    ? overloaded(RETRY_AFTER_S)
    : rateLimited(RETRY_AFTER_S, 'Too many of your operations are under way. Wait until some have ended.')
