import type { Counters } from '@atelier/platform/cache/localFallback.ts'
import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'

/** Keeps one person from inviting without end. */
export interface InvitationRate {
  /** Counts one invitation of a person's. @throws RATE_LIMITED when there were too many within the window. */
  enter(inviterId: string): Promise<void>
}

/** @param options.most how many in each window; 0 = any number. */
export function createInvitationRate(counters: Counters, options: { most: number; windowMs: number }): InvitationRate {
  const { most, windowMs } = options
  return {
    async enter(inviterId) {
      if (most === 0) return
      const { value, resetsInMs } = await counters.increment(`projects:invitations:${inviterId}`, { ttlMs: windowMs })
      if (value > most) {
        const retryAfter = Math.max(1, Math.ceil(resetsInMs / 1000))
        throw rateLimited(retryAfter, `You have sent too many invitations. Try again in ${retryAfter} s.`)
      }
    },
  }
}
