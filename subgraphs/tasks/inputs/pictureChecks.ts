import { createFairQueue, QueueFullError } from '@atelier/platform/concurrency/fairQueue.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'

/** Queues picture checks, round-robin by user: each takes time and memory. */
export interface PictureChecks {
  /**
   * Runs the work when its turn comes.
   * @param signal drops queued work; does not stop running work.
   * @throws RATE_LIMITED when the queue is full, or on the queue timeout.
   * @throws the signal's reason for dropped work.
   */
  run<T>(personId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export interface PictureCheckLimits {
  atOnce: number
  /** Queue limit of one user. */
  waitingPerUser: number
  waiting: number
  /** Queue timeout in milliseconds. */
  queueTimeoutMs: number
}

export function createPictureChecks({
  atOnce,
  waitingPerUser,
  waiting,
  queueTimeoutMs,
}: PictureCheckLimits): PictureChecks {
  const queue = createFairQueue({ concurrency: atOnce, maxWaitingPerKey: waitingPerUser, maxWaiting: waiting })
  return {
    async run(personId, signal, work) {
      const patience = AbortSignal.timeout(queueTimeoutMs)
      try {
        return await queue.run(personId, work, { signal: AbortSignal.any([signal, patience]) })
      } catch (error) {
        throw error instanceof QueueFullError || error === patience.reason ? busy() : error
      }
    },
  }
}

const busy = () => rateLimited(5, 'Too many pictures are waiting to be checked. Try again in 5 s.')
