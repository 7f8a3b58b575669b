import type { Measurement } from './measure.ts'

/** Maximum CPU time of Atelier for one request, as a ratio to a peer's. */
const targets = [
  { peer: 'apollo', name: "Apollo's", words: 'at most 0.25', isMet: (ratio: number) => ratio <= 0.25 },
  { peer: 'hive', name: "Hive's", words: 'below 1', isMet: (ratio: number) => ratio < 1 },
  { peer: 'handWritten', name: "the proxy's", words: 'at most 2.2', isMet: (ratio: number) => ratio <= 2.2 },
]

/**
 * Ratios of Atelier's CPU time to each peer's for one operation, and whether they meet the targets, which apply to
 * different callers. Empty when Atelier was not measured.
 */
export function comparison(measurements: readonly Measurement[]): string {
  const ours = measurements.find(({ contender }) => contender === 'atelier')
  if (!ours) return ''
  const parts = targets.flatMap(({ peer, name, words, isMet }) => {
    const theirs = measurements.find(({ contender }) => contender === peer)
    if (!theirs) return []
    const ratio = ours.cpuMs / theirs.cpuMs
    const verdict = ours.shared ? '' : ` (${words}: ${isMet(ratio) ? 'holds' : 'MISSED'})`
    return [`${ratio.toFixed(2)} of ${name}${verdict}`]
  })
  return `Atelier's CPU: ${parts.join(', ')}.`
}
