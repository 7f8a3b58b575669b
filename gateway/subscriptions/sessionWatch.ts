import type { TokenVerifier, VerifiedToken } from '@atelier/platform/auth/tokens.ts'
import { TOKEN_PROBLEMS, type TokenProblem } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'

export interface SessionWatchOptions {
  verifier: TokenVerifier
  clock: Clock
  log: Logger
  /** Interval of checks, in milliseconds. */
  everyMs: number
  /** Milliseconds before a token's expiry at which `onExpiring` is called; 0 for never. */
  warningMs: number
  /** Called once for each token close to its expiry. */
  onExpiring?: (expiresAt: Date) => void
  /** Called once, when the token is no longer valid. */
  onEnd: (reason: TokenProblem, message: string) => void
}

/**
 * Checks a connection's token periodically, as a connection outlives its first check.
 * @param current current token of the connection.
 * @returns a function that stops the checks.
 */
export function watchSession(current: () => VerifiedToken, options: SessionWatchOptions): () => void {
  const { verifier, clock, log, everyMs, warningMs, onExpiring, onEnd } = options
  let warnedOf: VerifiedToken | undefined
  let checking: VerifiedToken | undefined

  async function check(): Promise<void> {
    const token = current()
    if (checking === token) return
    if (warnedOf !== token && token.expiresAt.getTime() - clock.now().getTime() <= warningMs) {
      warnedOf = token
      onExpiring?.(token.expiresAt)
    }
    checking = token
    try {
      const isGood = await verifier.isStillGood(token)
      // The token may have been renewed meanwhile.
      if (isGood || token !== current()) return
      clearInterval(timer)
      const reason = token.expiresAt <= clock.now() ? 'TOKEN_EXPIRED' : 'SESSION_ENDED'
      onEnd(reason, TOKEN_PROBLEMS[reason])
    } catch (error) {
      log.warn({ err: error }, 'session check failed')
    } finally {
      if (checking === token) checking = undefined
    }
  }

  const timer = setInterval(check, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
