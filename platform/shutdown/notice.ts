import type { Health } from '../health/health.ts'

/** The time in which a process that will end says so and goes on answering, so that balancers send it nothing new. */
export interface Notice {
  readonly ms: number
  /** Resolves when the time is over. */
  give(): Promise<void>
  /** Ends it at once. */
  end(): void
}

/** @param given.ms how long; 0 for no notice. */
export function newNotice({ ms, health }: { ms: number; health?: Pick<Health, 'drain'> } = { ms: 0 }): Notice {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    ms,
    give() {
      health?.drain()
      if (ms === 0) resolve()
      else setTimeout(resolve, ms)
      return promise
    },
    end: resolve,
  }
}
