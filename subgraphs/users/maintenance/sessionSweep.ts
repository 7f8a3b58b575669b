import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import type { UsersDeps } from '../deps.ts'

const EVERY_MS = 60 * 60_000

/** Beyond every grace period, whichever another replica has, and the differences of their clocks. */
const MAX_GRACE_MS = 10 * 60_000

/**
 * Deletes sessions, refresh tokens and known places that expired long enough ago, and seeds that nobody may use, now and
 * each hour.
 */
export function createSessionSweep({ sessions, places, clock, settings, log }: UsersDeps): PollLoop {
  return createPollLoop({
    name: 'session sweep',
    pollMs: EVERY_MS,
    log,
    async round() {
      // Recently ended sessions may have to be republished to a cache that was lost.
      await sessions.sweep(new Date(clock.now().getTime() - settings.accessTokenTtlMs))
      await sessions.eraseSeeds(new Date(clock.now().getTime() - MAX_GRACE_MS))
      await places.sweep(new Date(clock.now().getTime() - settings.rememberPlacesMs))
      return false
    },
  })
}
