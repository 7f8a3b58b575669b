import { createHash } from 'node:crypto'
import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Limit } from '../config.ts'

/** Keeps one client from registering without end. */
export interface RegistrationGuard {
  /** @throws RATE_LIMITED when this address has tried too often. */
  enter(address: string | null): Promise<void>
}

export function createRegistrationGuard(counters: Counters, { most, windowMs }: Limit): RegistrationGuard {
  return {
    async enter(address) {
      const client = createHash('sha256')
        .update(address ?? '')
        .digest('base64url')
      const { value, resetsInMs } = await counters.increment(`users:registrations:${client}`, { ttlMs: windowMs })
      if (value > most) throw rateLimited(Math.max(1, Math.ceil(resetsInMs / 1000)))
    },
  }
}
