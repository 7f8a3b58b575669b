import { createFairQueue, QueueFullError } from '@atelier/platform/concurrency/fairQueue.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'

/**
 * Turns at hashing passwords: each takes a thread and much memory, so that few are at it at once. Client networks take
 * turns, and within each network those who are known take turns with the strangers.
 */
export interface PasswordTurns {
  /** @throws RATE_LIMITED where too much waits already. @throws the signal's reason for who left while waiting. */
  take<T>(who: TurnTaker, work: () => Promise<T>): Promise<T>
}

export interface TurnTaker {
  address: string | null
  /** What is known of them besides the address; all strangers of a network are one. */
  as: string
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
}

export interface PasswordTurnsLimits {
  /** Hashes under way at once. */
  atOnce: number
  /** Waiting for a turn from one client network. */
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
