import { createFairQueue, QueueFullError } from '@atelier/platform/concurrency/fairQueue.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'

/**
 * The queue of password hashing: each hash takes a thread and much memory. Served round-robin by client network, and
 * within each network round-robin by known place, with unknown clients as one.
 */
export interface PasswordTurns {
  /** @throws RATE_LIMITED when the queue is full. @throws the signal's reason for dropped work. */
  take<T>(who: TurnTaker, work: () => Promise<T>): Promise<T>
}

export interface TurnTaker {
  address: string | null
  /** The known place of the caller; all unknown clients of a network share one key. */
  as: string
  /** Aborted when the client has closed the request. */
  signal?: AbortSignal
}

export interface PasswordTurnsLimits {
  /** Maximum concurrent hashes. */
  atOnce: number
  /** Queue limit of one client network. */
  waitingPerAddress: number
  waiting: number
}

export function createPasswordTurns({ atOnce, waitingPerAddress, waiting }: PasswordTurnsLimits): PasswordTurns {
  const queue = createFairQueue({ concurrency: atOnce, maxWaitingPerKey: waitingPerAddress, maxWaiting: waiting })
  return {
    async take({ address, as, signal }, work) {
      try {
        return await queue.run([clientNetwork(address ?? ''), as], work, signal && { signal })
      } catch (error) {
        throw error instanceof QueueFullError ? rateLimited(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))) : error
      }
    },
  }
}
