/** How long a refresh token is good for, in milliseconds. */
export const REFRESH_TOKEN_TTL_MS = 30 * 86_400_000

/** What is known of a refresh token that somebody presents. */
export interface PresentedToken {
  usedAt: Date | null
  expiresAt: Date
}

/**
 * What becomes of a refresh token that somebody presents.
 *
 * A used one is in two hands, of which one has stolen it; as nobody can tell which, the whole session ends.
 * @param token `undefined` for one that was never given out or is long gone.
 * @param session `undefined` for one that is gone.
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
