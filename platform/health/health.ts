import { messageOf } from '../errors/messageOf.ts'
/**
 * What one check says: nothing when all is well, a note when the service can take work but somebody should look; it
 * throws with the reason when it cannot.
 */
export type Check = () => Promise<string | undefined> | Promise<void> | string | undefined | void

/** The answer of `/health/ready`. */
export interface Readiness {
  ready: boolean
  /** `ok`, a note, or why not, for each check. */
  checks: Record<string, string>
}

/** The checks that decide whether a service can take work. */
export interface Health {
  add(name: string, check: Check): void
  readiness(): Promise<Readiness>
  /** The service says that it is not ready, for this reason, until the function it gives is called. */
  hold(name: string, reason: string): () => void
  /** From now on the service says that it is not ready, so that balancers send it nothing more. */
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
