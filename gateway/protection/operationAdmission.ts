import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { FairConcurrencyLimit, WaitOutcome } from '@atelier/platform/concurrency/fairConcurrencyLimit.ts'
import type { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import { overloaded, rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { GraphQLError } from 'graphql'
import type { HeldAnswer } from '../transport/heldAnswer.ts'
import type { AbortNotice } from '../transport/subgraphTransport.ts'
import type { AnswerBytes } from './answerBytes.ts'
import type { CountedCaller } from './caller.ts'
import { sourceOf } from './callerKey.ts'

/** Seconds until a retry; an estimate, as no operation has a known end. */
const RETRY_AFTER_S = 1

/** Limits that operations wait for before they start. */
export interface OperationLimits {
  /** Limits concurrent operations. */
  concurrency: FairConcurrencyLimit
  /** Spreads their work over turns of the event loop. */
  turns: LoopTurns
  /** Limits the bytes of their responses. */
  answers: AnswerBytes
}

/** An admitted operation, or the error of a rejected one. */
export type Admission =
  | {
      /** Releases its slot; safe to repeat. */
      release: () => void
      /** Bytes of its response; released when it is sent. */
      answer: HeldAnswer
    }
  | { rejection: GraphQLError }

/**
 * Acquires a slot of concurrent operations, and waits for a turn when the event loop is busy.
 * @param signal aborts the wait when the client disconnects; called only when it has to wait.
 */
export async function admitOperation(
  caller: CountedCaller,
  { concurrency, turns, answers }: OperationLimits,
  signal: () => AbortNotice,
): Promise<Admission> {
  const source = sourceOf(caller)
  if (!concurrency.tryAcquire(source)) {
    const outcome = await concurrency.acquire(source, signal())
    if (outcome !== 'acquired') return { rejection: rejectionOf(outcome) }
  }
  const turn = turns.next([source.address, source.caller])
  if (turn) await turn
  return { release: once(concurrency, source), answer: answers.hold(source) }
}

function once(concurrency: FairConcurrencyLimit, source: CallSource): () => void {
  let isHeld = true
  return () => {
    if (isHeld) concurrency.release(source)
    isHeld = false
  }
}

const rejectionOf = (outcome: Exclude<WaitOutcome, 'acquired'>): GraphQLError =>
  outcome === 'overloaded'
    ? overloaded(RETRY_AFTER_S)
    : rateLimited(RETRY_AFTER_S, 'Too many of your operations are in flight. Wait until some have ended.')
