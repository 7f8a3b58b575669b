import type { Measurement } from './measure.ts'

/** What Atelier's processor time for one request shall be at most, in parts of a peer's. */
const targets = [
  { peer: 'apollo', name: "Apollo's", words: 'at most 0.25', isMet: (ratio: number) => ratio <= 0.25 },
  { peer: 'hive', name: "Hive's", words: 'below 1', isMet: (ratio: number) => ratio < 1 },
  { peer: 'handWritten', name: "the proxy's", words: 'at most 2.2', isMet: (ratio: number) => ratio <= 2.2 },
]

/**
 * Atelier's processor time as parts of each peer's, for the measurements of one operation; and whether that is as it
 * shall be, which is said of callers who share nothing. Empty when Atelier was not measured.
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
