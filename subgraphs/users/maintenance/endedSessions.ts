import { setTimeout as delay } from 'node:timers/promises'
import type { RevocationList } from '@atelier/platform/auth/revokedSessions.ts'
import { ACCESS_TOKEN_TTL_MS } from '@atelier/platform/auth/tokens.ts'
import type { Cache } from '@atelier/platform/cache/cache.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { SessionRepository } from '../data/sessionRepository.ts'

/** How long to wait before a database that did not answer is asked again. */
const RETRY_MS = 1_000

/**
 * Tells all services again which sessions were ended while access tokens of theirs may still be good, from the database:
 * now, and each time that the cache comes back. It may have lost the list, and who ended a session while it was away may
 * be gone by now.
 * @returns a function that stops it, after the telling in hand.
 * @throws when the database cannot be asked now; later it is asked until it answers.
 */
export async function keepTellingEndedSessions(deps: {
  sessions: Pick<SessionRepository, 'endedSince'>
  revoked: RevocationList
  cache: Pick<Cache, 'onReturn'>
  clock: Clock
  log: Logger
  retryMs?: number
}): Promise<() => Promise<void>> {
  const { sessions, revoked, cache, clock, log, retryMs = RETRY_MS } = deps
  const stopping = new AbortController()
  let telling: Promise<void> = Promise.resolve()

  const tell = async () =>
    revoked.revoke(await sessions.endedSince(new Date(clock.now().getTime() - ACCESS_TOKEN_TTL_MS)))

  async function tellUntilDone(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await tell()
        return
      } catch (error) {
        log.warn({ err: error }, 'ended sessions not published, retrying')
        // Ended early only by stopping.
        await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      }
    }
  }

  const stopListening = cache.onReturn(() => {
    telling = telling.then(tellUntilDone)
  })
  try {
    await tell()
  } catch (error) {
    stopListening()
    throw error
  }
  return async () => {
    stopListening()
    stopping.abort()
    await telling
  }
}
