import type { TokenVerifier, VerifiedToken } from '@atelier/platform/auth/tokens.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'

export interface SessionWatchOptions {
  verifier: TokenVerifier
  clock: Clock
  log: Logger
  /** Milliseconds that an ended session or an expired token may go on at most. */
  everyMs: number
  /** Milliseconds before its end that a token's end is told; 0 for never. */
  warningMs: number
  /** Called once for each token, if it comes near its end. */
  onExpiring?: (expiresAt: Date) => void
  /** Called once, when the token is good no more. */
  onEnd: () => void
}

/**
 * Looks again and again whether a connection's token is still good, as a connection outlives the check it began with.
 * @param current the token that the connection has now.
 * @returns a function that stops looking.
 */
export function watchSession(current: () => VerifiedToken, options: SessionWatchOptions): () => void {
  const { verifier, clock, log, everyMs, warningMs, onExpiring, onEnd } = options
  let warnedOf: VerifiedToken | undefined
  let asking: VerifiedToken | undefined

  async function look(): Promise<void> {
    const token = current()
    if (asking === token) return
    if (warnedOf !== token && token.expiresAt.getTime() - clock.now().getTime() <= warningMs) {
      warnedOf = token
      onExpiring?.(token.expiresAt)
    }
    asking = token
    try {
      const isGood = await verifier.isStillGood(token)
      // A newer one may have come meanwhile.
      if (isGood || token !== current()) return
      clearInterval(timer)
      onEnd()
    } catch (error) {
      log.warn({ err: error }, 'session check failed')
    } finally {
      if (asking === token) asking = undefined
    }
  }

  const timer = setInterval(look, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
