import { messageOf } from '../errors/messageOf.ts'
/**
 * A check's result: nothing when healthy, a note when degraded but able to take work; it throws with the reason when it
 * is not.
 */
export type Check = () => Promise<string | undefined> | Promise<void> | string | undefined | void

/** The response of `/health/ready`. */
export interface Readiness {
  ready: boolean
  /** `ok`, a note, or the failure, by check. */
  checks: Record<string, string>
}

/** Readiness checks of a service. */
export interface Health {
  add(name: string, check: Check): void
  readiness(): Promise<Readiness>
  /** Reports not ready, with this reason, until the returned function is called. */
  hold(name: string, reason: string): () => void
  /** Reports not ready from now on, so that load balancers send no more requests. */
  drain(): void
}

export function createHealth(): Health {
  const checks = new Map<string, Check>()
  const holds = new Map<string, string>()
  const hold = (name: string, reason: string) => {
    holds.set(name, reason)
    return () => void holds.delete(name)
  }
  return {
    add: (name, check) => checks.set(name, check),
    hold,
    drain: () => void hold('draining', 'closing'),
    async readiness() {
      const results = await Promise.all([...checks].map(async ([name, check]) => [name, await outcome(check)] as const))
      for (const [name, says] of holds) results.push([name, { ready: false, says }])
      return {
        ready: results.every(([, { ready }]) => ready),
        checks: Object.fromEntries(results.map(([name, { says }]) => [name, says])),
      }
    },
  }
}

async function outcome(check: Check): Promise<{ ready: boolean; says: string }> {
  try {
    return { ready: true, says: (await check()) || 'ok' }
  } catch (error) {
    return { ready: false, says: messageOf(error) }
  }
}
