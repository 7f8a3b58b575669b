import { cpuMs, serveParent } from '../../serveParent.ts'

/** What a gateway's process says of itself since it started. */
export interface Usage {
  /** Milliseconds of processor time. */
  cpuMs: number
  /** The most memory that it ever had, in MiB. */
  peakMiB: number
}

/** The supergraph that a contender serves. */
export const supergraphFile = process.env.SUPERGRAPH ?? ''

/** Where the contender's subgraphs are, by their names. */
export const subgraphUrls: Record<string, string> = JSON.parse(process.env.SUBGRAPHS ?? '{}')

/** Tells the parent where the gateway listens, and how much it used whenever the parent asks. */
export const announce = (url: string): void =>
  serveParent(url, { usage: (): Usage => ({ cpuMs: cpuMs(), peakMiB: process.resourceUsage().maxRSS / 1_024 }) })
