import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import { createFairQueue, QueueFullError } from '@atelier/platform/concurrency/fairQueue.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { TryLimit } from '../domain/tryLimit.ts'
import { cacheKey, type GrowingWaits, type TryKey } from './growingWaits.ts'
import type { PasswordTurns } from './passwordTurns.ts'

/**
 * Keeps passwords from being guessed, and guessers from keeping people out.
 *
 * Wrong passwords make the next tries wait, never for good. They count apart for each place that an account was signed
 * in from before and for each session, so that nobody makes those wait but who is there; all others are strangers, who
 * also count together for the account and for their network.
 */
export interface SignInGuard {
  /**
   * Checks the password of somebody who signs in, unless they have to wait.
   * @param check whether the password is right.
   * @throws RATE_LIMITED, also for a right password.
   */
  signIn(who: SignInAttempt, check: () => Promise<boolean>): Promise<boolean>
  /** As `signIn`, of somebody who is signed in and gives their password again. */
  confirm(who: Confirmation, check: () => Promise<boolean>): Promise<boolean>
}

interface Client {
  address: string | null
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal
}

export interface SignInAttempt extends Client {
  /** The account's `usernameKey`, whether or not there is such an account. */
  usernameKey: string
  /** What names the place that the account was signed in from before; `undefined` for a stranger. */
  knownPlace: string | undefined
}

export interface Confirmation extends Client {
  userId: string
  sessionId: string
}

export interface SignInLimits {
  /** Wrong passwords for one account from one place, and of one session. */
  perPlace: TryLimit
  /** Wrong passwords for one account of all strangers. */
  perAccount: TryLimit
  /** Accounts that strangers of one network gave wrong passwords for. */
  perAddress: TryLimit
}

/** Tries of strangers at one account that wait for those before them: of one network, and in all. */
const WAITING_AT_ACCOUNT = { maxWaitingPerKey: 20, maxWaiting: 100 }

/** What a try counts for. */
interface Scope {
  /** What may have to wait. */
  keys: readonly TryKey[]
  /** By what tries take turns, so that a burst is no way round a limit. */
  turn: TryKey
  /** Who they are in the turns at hashing. */
  as: string
  failed(): Promise<void>
}

export function createSignInGuard(options: {
  counters: Counters
  waits: GrowingWaits
  turns: PasswordTurns
  limits: SignInLimits
}): SignInGuard {
  const { counters, waits, turns } = options
  const { perPlace, perAccount, perAddress } = options.limits
  const inTurn = createTurns()

  function ofOne(key: TryKey, as: string): Scope {
    return {
      keys: [key],
      turn: key,
      as,
      async failed() {
        await waits.count(key, perPlace)
      },
    }
  }

  function ofStranger(usernameKey: string, network: string): Scope {
    const pair: TryKey = ['stranger', usernameKey, network]
    const account: TryKey = ['account', usernameKey]
    const address: TryKey = ['address', network]
    return {
      keys: [pair, account, address],
      turn: account,
      as: 'strangers',
      async failed() {
        const failures = await waits.count(pair, perPlace)
        await waits.count(account, perAccount)
        // Once for each account: who forgot their password makes nobody else of their network wait.
        if (failures === 1) await waits.count(address, perAddress, await signedInFrom(network))
      },
    }
  }

  const peopleKey = (network: string): TryKey => ['people', network]
  const signedInFrom = async (network: string) => (await counters.get<number>(cacheKey(peopleKey(network)))) ?? 0

  /** Each account that somebody signs in to lets its network try one more. */
  async function countPerson(usernameKey: string, network: string): Promise<void> {
    const ttl = { ttlMs: perAddress.windowMs }
    const times = await counters.increment(cacheKey(['person', usernameKey, network]), ttl)
    if (times.value > 1) return
    const people = await counters.increment(cacheKey(peopleKey(network)), ttl)
    await counters.set(cacheKey(peopleKey(network)), people.value, { ttlMs: people.resetsInMs })
  }

  async function attempt(scope: Scope, client: Client, check: () => Promise<boolean>): Promise<boolean> {
    // Who has to wait anyway takes nobody's turn.
    await waits.check(scope.keys)
    const network = clientNetwork(client.address ?? '')
    return inTurn(scope.turn, network, client.signal, () =>
      turns.take({ ...client, as: scope.as }, async () => {
        await waits.check(scope.keys)
        const right = await check()
        if (!right) await scope.failed()
        return right
      }),
    )
  }

  return {
    async signIn({ usernameKey, knownPlace, ...client }, check) {
      const network = clientNetwork(client.address ?? '')
      const scope =
        knownPlace === undefined
          ? ofStranger(usernameKey, network)
          : ofOne(['place', usernameKey, knownPlace], `account:${usernameKey}`)
      const right = await attempt(scope, client, check)
      if (right) await countPerson(usernameKey, network)
      return right
    },

    confirm: ({ userId, sessionId, ...client }, check) =>
      attempt(ofOne(['session', sessionId], `user:${userId}`), client, check),
  }
}

/** Runs the works of one key one after the other, those of several networks in turn. */
function createTurns() {
  const queues = new Map<string, ReturnType<typeof createFairQueue>>()
  return async <T>(
    key: TryKey,
    network: string,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> => {
    const name = cacheKey(key)
    const queue = queues.get(name) ?? createFairQueue({ concurrency: 1, ...WAITING_AT_ACCOUNT })
    queues.set(name, queue)
    try {
      return await queue.run(network, work, signal && { signal })
    } catch (error) {
      throw error instanceof QueueFullError ? rateLimited(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))) : error
    } finally {
      if (queue.idle) queues.delete(name)
    }
  }
}
