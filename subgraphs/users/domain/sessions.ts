/** A presented refresh token. */
export interface PresentedToken {
  usedAt: Date | null
  /** Null when its successor cannot be made again. */
  successorSeed: string | null
  expiresAt: Date
}

/**
 * Decides the use of a refresh token.
 *
 * A reused one is held by two clients, one of which may have stolen it; as the server cannot tell which, the whole
 * session is revoked. Within the grace period after its first use it is more likely two tabs, or one whose answer was
 * lost: then its successor is given again.
 * @param token `undefined` for an unknown or deleted one.
 * @param session `undefined` for a deleted one.
 * @param graceMs length of the grace period; 0 for none.
 */
export function decideRefresh(
  token: PresentedToken | undefined,
  session: { revokedAt: Date | null } | undefined,
  now: Date,
  graceMs = 0,
): 'rotate' | 'repeat' | 'reused' | 'invalid' {
  if (!token || !session) return 'invalid'
  if (token.usedAt && !isInGrace(token, now, graceMs)) return 'reused'
  if (session.revokedAt || token.expiresAt <= now) return 'invalid'
  return token.usedAt ? 'repeat' : 'rotate'
}

/** A use that is ahead of this process's clock was stamped by another one: no more than the grace is made of that. */
const isInGrace = ({ usedAt, successorSeed }: PresentedToken, now: Date, graceMs: number): boolean =>
  usedAt !== null && successorSeed !== null && Math.abs(now.getTime() - usedAt.getTime()) < graceMs
