/** A presented refresh token. */
export interface PresentedToken {
  usedAt: Date | null
  expiresAt: Date
}

/**
 * Decides the use of a refresh token.
 *
 * A reused one is held by two clients, one of which has stolen it; as the server cannot tell which, the whole session
 * is revoked.
 * @param token `undefined` for an unknown or deleted one.
 * @param session `undefined` for a deleted one.
 */
export function decideRefresh(
  token: PresentedToken | undefined,
  session: { revokedAt: Date | null } | undefined,
  now: Date,
): 'rotate' | 'reused' | 'invalid' {
  if (!token || !session) return 'invalid'
  if (token.usedAt) return 'reused'
  if (session.revokedAt || token.expiresAt <= now) return 'invalid'
  return 'rotate'
}
