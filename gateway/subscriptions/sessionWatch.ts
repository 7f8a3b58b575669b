import type { TokenVerifier, VerifiedToken } from '@atelier/platform/auth/tokens.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'

/**
 * Looks again and again whether a connection's token is still good, as a connection outlives the check it began with.
 * @param everyMs how long an ended session or an expired token may go on at most.
 * @param onEnd called once when it is good no more.
 * @returns a function that stops looking.
 */
export function watchSession(
  verified: VerifiedToken,
  options: { verifier: TokenVerifier; everyMs: number; log: Logger; onEnd: () => void },
): () => void {
  const timer = setInterval(async () => {
    try {
      if (await options.verifier.isStillGood(verified)) return
      clearInterval(timer)
      options.onEnd()
    } catch (error) {
      options.log.warn({ err: error }, 'could not be asked whether a session goes on')
    }
  }, options.everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
