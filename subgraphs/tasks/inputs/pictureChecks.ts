import { createFairQueue, QueueFullError } from '@atelier/platform/concurrency/fairQueue.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'

/** Looks at pictures, a few at once, in turns between people: each look takes time and memory. */
export interface PictureChecks {
  /**
   * Does the work when it is the person's turn.
   * @param signal leaves the queue; work that has begun is not stopped by it.
   * @throws RATE_LIMITED when too much waits, or it has waited too long.
   * @throws the signal's reason for who left while waiting.
   */
  run<T>(personId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export interface PictureCheckLimits {
  atOnce: number
  /** Of one person. */
  waitingPerUser: number
  waiting: number
  /** Milliseconds that any waits at most. */
  patienceMs: number
}

export function createPictureChecks({
  atOnce,
  waitingPerUser,
  waiting,
  patienceMs,
}: PictureCheckLimits): PictureChecks {
  const queue = createFairQueue({ concurrency: atOnce, maxWaitingPerKey: waitingPerUser, maxWaiting: waiting })
  return {
    async run(personId, signal, work) {
      const patience = AbortSignal.timeout(patienceMs)
      try {
        return await queue.run(personId, work, { signal: AbortSignal.any([signal, patience]) })
      } catch (error) {
        throw error instanceof QueueFullError || error === patience.reason ? busy() : error
      }
    },
  }
}

const busy = () => rateLimited(5, 'Too many pictures wait to be looked at. Try again in 5 s.')
