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

/** Seconds after which one who was rejected may try again; nobody knows when an operation ends. */
const RETRY_AFTER_S = 1

/** What operations wait for before they begin. */
export interface OperationPlaces {
  /** Bounds those that are under way. */
  concurrency: FairConcurrencyLimit
  /** Spreads their work over the turns of the event loop. */
  turns: LoopTurns
  /** Bounds what their answers take. */
  answers: AnswerBytes
}

/** An operation that may begin, or the error that it is rejected with. */
export type Admission =
  | {
      /** Gives its place back; safe to repeat. */
      release: () => void
      /** What its answer takes, to be released when its client has that. */
      answer: HeldAnswer
    }
  | { rejection: GraphQLError }

/**
 * Waits for a place among the operations that are under way, and for its turn where the event loop has much to do.
 * @param signal gives its turn up when its client is gone; asked for where it has to wait.
 */
export async function admitOperation(
  caller: CountedCaller,
  { concurrency, turns, answers }: OperationPlaces,
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
    : rateLimited(RETRY_AFTER_S, 'Too many of your operations are under way. Wait until some have ended.')
