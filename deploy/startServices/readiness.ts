import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'

const POLL_MS = 200
const ANSWER_LIMIT_MS = 5_000
const NOTE_EVERY_MS = 20_000

/** A service that is expected to become ready. */
export interface Expected {
  name: string
  url: string
  /** The token by which it says why it is not ready. */
  token?: string
}

/**
 * Waits until every service says at `/health/ready` that it can take work.
 * @param onWait hears now and then who is not ready, and what it says.
 * @throws the reason of `stop` when that is aborted before.
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
        const says = await refusal(url, token)
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

/** Why a service is not ready; `undefined` when it is. */
async function refusal(url: string, token = ''): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/health/ready`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    })
    const text = await response.text()
    return response.ok ? undefined : text
  } catch (error) {
    return messageOf(error)
  }
}
