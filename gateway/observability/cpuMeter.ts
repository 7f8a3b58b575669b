/** Meters the CPU time of work for a caller. Nested work is counted once. */
export interface CpuMeter {
  run<T>(work: () => T): T
  /** Counts milliseconds that were measured elsewhere. */
  add(ms: number): void
}

export const unmetered: CpuMeter = { run: work => work(), add: () => {} }
