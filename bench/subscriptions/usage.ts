import { collectGarbage } from '../collectGarbage.ts'
import { cpuMs } from '../serveParent.ts'

/** Resource usage of a process. */
export interface Usage {
  /** CPU milliseconds since it started. */
  cpuMs: number
  /** Resident KiB after a garbage collection. */
  residentKiB: number
}

export function usage(): Usage {
  // The time of the collection does not count.
  const spent = cpuMs()
  collectGarbage()
  return { cpuMs: spent, residentKiB: process.memoryUsage.rss() / 1_024 }
}
