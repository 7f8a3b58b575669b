import { readFileSync, writeFileSync } from 'node:fs'
import { collectGarbage } from '../../collectGarbage.ts'
import { cpuMs, serveParent } from '../../serveParent.ts'

/** What a gateway's process says of itself. */
export interface Usage {
  /** Milliseconds of processor time since it started. */
  cpuMs: number
  /** The most memory that was resident at once since it was told to forget its peak, in MiB. */
  peakMiB: number
}

/** The supergraph that a contender serves. */
export const supergraphFile = process.env.SUPERGRAPH ?? ''

/** Where the contender's subgraphs are, by their names. */
export const subgraphUrls: Record<string, string> = JSON.parse(process.env.SUBGRAPHS ?? '{}')

/** Tells the parent where the gateway listens, and how much it used whenever the parent asks. */
export const announce = (url: string): void =>
  serveParent({ url }, { forgetPeak, usage: (): Usage => ({ cpuMs: cpuMs(), peakMiB: peakMiB() }) })

/** See proc_pid_clear_refs(5): the peak that Linux keeps is that of now again. What earlier work left is freed first. */
function forgetPeak(): void {
  collectGarbage()
  writeFileSync('/proc/self/clear_refs', '5')
}

const peakMiB = () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024
