/** What a gateway's process says of itself since it started. */
export interface Usage {
  /** Milliseconds of processor time, in user and system mode. */
  cpuMs: number
  /** The most memory that it ever had, in MiB. */
  peakMiB: number
}

/** The supergraph that a contender serves. */
export const supergraphFile = process.env.SUPERGRAPH ?? ''

/** Where the contender's subgraphs are, by their names. */
export const subgraphUrls: Record<string, string> = JSON.parse(process.env.SUBGRAPHS ?? '{}')

/** Tells the parent where the gateway listens, and how much it used whenever the parent asks. */
export function announce(url: string): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    const usage: Usage = { cpuMs: (user + system) / 1_000, peakMiB: process.resourceUsage().maxRSS / 1_024 }
    process.send?.(usage)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ url })
}
