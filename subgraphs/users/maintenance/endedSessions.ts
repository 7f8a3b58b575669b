import { setTimeout as delay } from 'node:timers/promises'
import type { RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { SessionRepository } from '../data/sessionRepository.ts'

/** Milliseconds between retries of a failed query. */
const RETRY_MS = 1_000

/**
 * Republishes sessions that were ended while their access tokens are still valid, from the database to the cache: now,
 * and each time that the cache is available again. The cache may have lost its list, and the process that ended a
 * session during an outage may be gone.
 * @returns a function that stops it, after the current round.
 * @throws when the first query fails; later failures are retried.
 */
export async function republishEndedSessions(deps: {
  sessions: Pick<SessionRepository, 'endedSince'>
  revoked: RevocationList
  cache: Pick<Cache, 'onReturn'>
  clock: Clock
  /** Sessions that ended longer ago have no valid access token. */
  accessTokenTtlMs: number
  log: Logger
  retryMs?: number
}): Promise<() => Promise<void>> {
  const { sessions, revoked, cache, clock, log, accessTokenTtlMs, retryMs = RETRY_MS } = deps
  const stopping = new AbortController()
  let publishing: Promise<void> = Promise.resolve()

  const publish = async () =>
    revoked.revoke(await sessions.endedSince(new Date(clock.now().getTime() - accessTokenTtlMs)))

  async function publishUntilDone(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await publish()
        return
      } catch (error) {
        log.warn({ err: error }, 'ended sessions not published, retrying')
        // Interrupted by stopping only.
        await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  const stopListening = cache.onReturn(() => {
    publishing = publishing.then(publishUntilDone)
  })
  try {
    await publish()
  } catch (error) {
    stopListening()
    throw error
  }
  return async () => {
    stopListening()
    stopping.abort()
    await publishing
  }
}
