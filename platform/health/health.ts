/** What one check says: nothing when all is well, or throws with the reason. */
export type Check = () => Promise<void> | void

/** The answer of `/health/ready`. */
export interface Readiness {
  ready: boolean
  /** `ok`, or why not, for each check. */
  checks: Record<string, string>
}

/** The checks that decide whether a service can take work. */
export interface Health {
  add(name: string, check: Check): void
  readiness(): Promise<Readiness>
  /** From now on the service says that it is not ready, so that balancers send it nothing more. */
  drain(): void
}

export function createHealth(): Health {
  const checks = new Map<string, Check>()
  let draining = false
  return {
    add: (name, check) => checks.set(name, check),
    drain: () => {
      draining = true
    },
    async readiness() {
      const results = await Promise.all([...checks].map(async ([name, check]) => [name, await outcome(check)] as const))
      if (draining) results.push(['draining', 'closing'])
      return { ready: results.every(([, result]) => result === 'ok'), checks: Object.fromEntries(results) }
    },
  }
}

async function outcome(check: Check): Promise<string> {
  try {
    await check()
    return 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
