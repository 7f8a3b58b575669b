import { ACCESS_TOKEN_TTL_MS } from '@atelier/platform/auth/tokens.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import type { KnownPlaceRepository } from '../data/knownPlaceRepository.ts'
import type { SessionRepository } from '../data/sessionRepository.ts'

const EVERY_MS = 60 * 60_000

/** Removes sessions, refresh tokens and known places that have ended long enough ago, now and each hour. */
export interface SessionSweep {
  start(): void
  /** Stops after the sweep in hand. */
  stop(): Promise<void>
}

export function createSessionSweep(options: {
  sessions: SessionRepository
  places: KnownPlaceRepository
  rememberPlacesMs: number
  clock: Clock
  log: Logger
}): SessionSweep {
  const { sessions, places, rememberPlacesMs, clock, log } = options
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()

  async function sweep(): Promise<void> {
    try {
      // Sessions that ended last may still have to be announced again to a cache that was lost.
      await sessions.sweep(new Date(clock.now().getTime() - ACCESS_TOKEN_TTL_MS))
      await places.sweep(new Date(clock.now().getTime() - rememberPlacesMs))
    } catch (error) {
      log.error({ err: error }, 'sweeping ended sessions failed')
    }
  }

  return {
    start() {
      sweeping = sweep()
      timer = setInterval(() => {
        sweeping = sweep()
      }, EVERY_MS)
      timer.unref()
    },
    async stop() {
      clearInterval(timer)
      await sweeping
    },
  }
}
