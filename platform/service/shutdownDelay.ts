import type { Health } from '../health/health.ts'

/** The time in which a process that will end says so and goes on answering, so that balancers send it nothing new. */
export interface ShutdownDelay {
  readonly ms: number
  /** Resolves when the time is over. */
  wait(): Promise<void>
  /** Ends it at once. */
  end(): void
}

/** @param options.ms how long; 0 for none. */
export function createShutdownDelay(
  { ms, health }: { ms: number; health?: Pick<Health, 'drain'> } = { ms: 0 },
): ShutdownDelay {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    ms,
    wait() {
      health?.drain()
      if (ms === 0) resolve()
      else setTimeout(resolve, ms)
      return promise
    },
    end: resolve,
  }
}
