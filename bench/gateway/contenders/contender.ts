import { readFileSync, writeFileSync } from 'node:fs'
import { collectGarbage } from '../../collectGarbage.ts'
import { cpuMs, serveParent } from '../../serveParent.ts'

/** Resource usage of a gateway's process. */
export interface Usage {
  /** Milliseconds of processor time since it started. */
  cpuMs: number
  /** Peak resident memory since `forgetPeak`, in MiB. */
  peakMiB: number
}

/** File of the supergraph. */
export const supergraphFile = process.env.SUPERGRAPH ?? ''

/** URLs of the subgraphs by name. */
export const subgraphUrls: Record<string, string> = JSON.parse(process.env.SUBGRAPHS ?? '{}')

/** Reports the gateway's URL to the parent, and its usage on request. */
export const announce = (url: string): void =>
  serveParent({ url }, { forgetPeak, usage: (): Usage => ({ cpuMs: cpuMs(), peakMiB: peakMiB() }) })

/** Resets the peak that Linux keeps, see proc_pid_clear_refs(5), after a garbage collection. */
function forgetPeak(): void {
  collectGarbage()
  writeFileSync('/proc/self/clear_refs', '5')
}

const peakMiB = () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024
