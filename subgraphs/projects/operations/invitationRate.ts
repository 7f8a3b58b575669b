import { rateLimited } from '@atelier/platform/errors/graphqlErrors.ts'
import type { ProjectsDeps } from '../deps.ts'

/** Counts an invitation sent by a user. @throws RATE_LIMITED above the limit of the window. */
export async function limitInvitations(
  { counters, settings }: Pick<ProjectsDeps, 'counters' | 'settings'>,
  inviterId: string,
): Promise<void> {
  const { most, windowMs } = settings.invitationRate
  if (most === Infinity) return
  const { value, resetsInMs } = await counters.increment(`projects:invitations:${inviterId}`, { ttlMs: windowMs })
  if (value > most) {
    const retryAfter = Math.max(1, Math.ceil(resetsInMs / 1000))
    throw rateLimited(retryAfter, `You have sent too many invitations. Try again in ${retryAfter} s.`)
  }
}
