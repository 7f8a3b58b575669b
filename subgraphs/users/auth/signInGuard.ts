import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import { createFairQueue, QueueFullError } from '@atelier/platform/concurrency/fairQueue.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { TryLimit } from '../domain/tryLimit.ts'
import { cacheKey, type GrowingWaits, type TryKey } from './growingWaits.ts'
import type { PasswordTurns } from './passwordTurns.ts'

/**
 * Protects passwords from guessing, and accounts from being locked out by it.
 *
 * Wrong passwords delay further attempts, never for good. They are counted apart for each known place of an account and
 * for each session, so that they delay no other client; clients from unknown places are counted together, by account
 * and by network.
 */
export interface SignInGuard {
  /**
   * Checks the password of a sign-in, unless it has to wait.
   * @param check whether the password matches.
   * @throws RATE_LIMITED, also for a right password.
   */
  signIn(who: SignInAttempt, check: () => Promise<boolean>): Promise<boolean>
  /** As `signIn`, for a signed-in caller who confirms their password. */
  confirm(who: Confirmation, check: () => Promise<boolean>): Promise<boolean>
}

interface Client {
  address: string | null
  /** Aborted when the client has closed the request. */
  signal?: AbortSignal
}

export interface SignInAttempt extends Client {
  /** The account's `usernameKey`, whether or not the account exists. */
  usernameKey: string
  /** The hash of the known place; `undefined` for an unknown one. */
  knownPlace: string | undefined
}

export interface Confirmation extends Client {
  userId: string
  sessionId: string
}

export interface SignInLimits {
  /** Wrong passwords for one account from one place, and of one session. */
  perPlace: TryLimit
  /** Wrong passwords for one account from all unknown places. */
  perAccount: TryLimit
  /** Accounts with wrong passwords from unknown places of one network. */
  perAddress: TryLimit
}

/** Queue limits of attempts at one account from unknown places: of one network, and in all. */
const WAITING_AT_ACCOUNT = { maxWaitingPerKey: 20, maxWaiting: 100 }

/** Counts of an attempt. */
interface Scope {
  /** Keys that may have to wait. */
  keys: readonly TryKey[]
  /** Queue keys of attempts, so that a concurrent burst does not bypass a limit. */
  turn: TryKey
  /** The caller's key in the queue of hashing. */
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
        // Once for each account: repeated attempts at one account delay no others of the network.
        if (failures === 1) await waits.count(address, perAddress, await signedInFrom(network))
      },
    }
  }

  const peopleKey = (network: string): TryKey => ['people', network]
  const signedInFrom = async (network: string) => (await counters.get<number>(cacheKey(peopleKey(network)))) ?? 0

  /** Each account with a successful sign-in allows its network one more attempt. */
  async function countPerson(usernameKey: string, network: string): Promise<void> {
    const ttl = { ttlMs: perAddress.windowMs }
    const times = await counters.increment(cacheKey(['person', usernameKey, network]), ttl)
    if (times.value > 1) return
    const people = await counters.increment(cacheKey(peopleKey(network)), ttl)
    await counters.set(cacheKey(peopleKey(network)), people.value, { ttlMs: people.resetsInMs })
  }

  async function attempt(scope: Scope, client: Client, check: () => Promise<boolean>): Promise<boolean> {
    // An attempt that has to wait anyway is not queued.
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

/** Runs the work of one key sequentially, round-robin by network. */
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
