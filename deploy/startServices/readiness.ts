import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'

const POLL_MS = 200
const REQUEST_TIMEOUT_MS = 5_000
const NOTE_EVERY_MS = 20_000

/** A service that is expected to become ready. */
export interface Expected {
  name: string
  url: string
  /** Token for the reasons in `/health/ready`. */
  token?: string
}

/**
 * Waits until `/health/ready` of every service responds with 200.
 * @param onWait called periodically with a service that is not ready, and its response.
 * @throws the reason of `stop` when it is aborted.
 */
export async function allReady(
  services: readonly Expected[],
  onWait: (name: string, says: string) => void,
  stop: AbortSignal,
): Promise<void> {
  await Promise.all(
    services.map(async ({ name, url, token }) => {
      let noteAt = performance.now() + NOTE_EVERY_MS
      for (;;) {
        const says = await unreadyReason(url, token)
        if (says === undefined) return
        if (performance.now() > noteAt) {
          onWait(name, says)
          noteAt += NOTE_EVERY_MS
        }
        await sleep(POLL_MS, undefined, { signal: stop })
      }
    }),
  )
}

/** The reason that a service is not ready; `undefined` when it is. */
async function unreadyReason(url: string, token = ''): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/health/ready`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
    const text = await response.text()
    return response.ok ? undefined : text
  } catch (error) {
    return messageOf(error)
  }
}
