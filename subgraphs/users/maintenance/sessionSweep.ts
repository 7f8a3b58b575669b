import { createPollLoop, type PollLoop } from '@atelier/platform/concurrency/pollLoop.ts'
import type { UsersDeps } from '../deps.ts'

const EVERY_MS = 60 * 60_000

/** Deletes sessions, refresh tokens and known places that expired long enough ago, now and each hour. */
export function createSessionSweep({ sessions, places, clock, settings, log }: UsersDeps): PollLoop {
  return createPollLoop({
    name: 'session sweep',
    pollMs: EVERY_MS,
    log,
    async round() {
      // Recently ended sessions may have to be republished to a cache that was lost.
      await sessions.sweep(new Date(clock.now().getTime() - settings.accessTokenTtlMs))
      await places.sweep(new Date(clock.now().getTime() - settings.rememberPlacesMs))
      return false
    },
  })
}
