import type { Health } from '../health/health.ts'

/**
 * The delay before shutdown, in which a process reports not ready but still responds, so that load balancers send no
 * new requests.
 */
export interface ShutdownDelay {
  readonly ms: number
  /** Resolves when the delay is over. */
  wait(): Promise<void>
  /** Ends the delay at once. */
  end(): void
}

/** @param options.ms the delay; 0 for none. */
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
