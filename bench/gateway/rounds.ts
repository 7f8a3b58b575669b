import type { Measurement } from './measure.ts'

/** The median round of one gateway and operation. */
export interface Row extends Measurement {
  /** Minimum and maximum CPU milliseconds for one request of all rounds. */
  cpuMsOfRounds: [number, number]
}

/** A row for each gateway and operation: the round with the median CPU time, the lower one of two. */
export function medianRounds(measurements: readonly Measurement[]): Row[] {
  const rows = Object.groupBy(measurements, each => JSON.stringify([each.contender, each.operation, each.shared]))
  return Object.values(rows).flatMap(rounds => {
    const sorted = rounds?.toSorted((one, other) => one.cpuMs - other.cpuMs) ?? []
    const median = sorted[Math.floor((sorted.length - 1) / 2)]
    return median ? [{ ...median, cpuMsOfRounds: [sorted[0]!.cpuMs, sorted.at(-1)!.cpuMs] }] : []
  })
}
