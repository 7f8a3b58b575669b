import { collectGarbage } from '../collectGarbage.ts'
import { cpuMs } from '../serveParent.ts'

/** What a process uses. */
export interface Usage {
  /** Milliseconds of processor time since it began. */
  cpuMs: number
  /** KiB that are resident after garbage was collected. */
  residentKiB: number
}

export function usage(): Usage {
  // The time that collecting takes is none of the server's.
  const spent = cpuMs()
  collectGarbage()
  return { cpuMs: spent, residentKiB: process.memoryUsage.rss() / 1_024 }
}
