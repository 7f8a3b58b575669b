import { createHash } from 'node:crypto'
import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import pLimit from 'p-limit'
import type { Limit } from '../config.ts'

/** Keeps passwords from being guessed. */
export interface SignInGuard {
  /**
   * Checks a password for an account, unless there were too many wrong ones for it or from the address.
   * @param check whether the password is right.
   * @throws RATE_LIMITED, also for a right password.
   */
  attempt(who: Attempt, check: () => Promise<boolean>): Promise<boolean>
}

export interface Attempt {
  /** The account's `usernameKey`, whether or not there is such an account. */
  usernameKey: string
  /** The client's address; all clients without one count as one. */
  address: string | null
}

/** Checks under way at once: as many as Node has threads for them, as each also takes its share of memory. */
const MOST_AT_ONCE = 4

/**
 * Counts wrong passwords in fixed windows, over all replicas that share the counters. Tries at one account take turns,
 * so that a burst is no way round its limit.
 */
export function createSignInGuard(options: {
  counters: Counters
  clock: Clock
  perAccount: Limit
  perAddress: Limit
}): SignInGuard {
  const { counters, clock, perAccount, perAddress } = options
  const inTurn = createTurns()
  const fewAtOnce = pLimit(MOST_AT_ONCE)

  async function refuseWhenClosed(key: string): Promise<void> {
    const closedUntil = await counters.get<number>(key)
    if (closedUntil === undefined) return
    throw rateLimited(Math.max(1, Math.ceil((closedUntil - clock.now().getTime()) / 1000)))
  }

  async function countFailure(key: string, { most, windowMs }: Limit): Promise<void> {
    const { value, resetsInMs } = await counters.increment(key, { ttlMs: windowMs })
    if (value >= most) await counters.set(key, clock.now().getTime() + resetsInMs, { ttlMs: resetsInMs })
  }

  return {
    attempt({ usernameKey, address }, check) {
      const account = cacheKey('account', usernameKey)
      const client = cacheKey('address', address ?? '')
      return inTurn(account, () =>
        fewAtOnce(async () => {
          await refuseWhenClosed(account)
          await refuseWhenClosed(client)
          const right = await check()
          if (!right) {
            await countFailure(account, perAccount)
            await countFailure(client, perAddress)
          }
          return right
        }),
      )
    },
  }
}

/** Hashed, as a caller chooses the text and its length. */
const cacheKey = (kind: string, text: string) =>
  `users:sign-in:${kind}:${createHash('sha256').update(text).digest('base64url')}`

/** Runs the works of one key one after the other. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = last.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
