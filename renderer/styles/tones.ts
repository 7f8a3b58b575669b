import type { Field } from '../raster/raster.ts'

const BINS = 512
/** How much each tone's rank among all counts against its brightness. */
const RANK_SHARE = 0.5
/** Lifts ranks, so that about half of the paper stays free of shading. */
const RANK_GAMMA = 0.55
/** The brightness that the middle tone of a picture comes to. */
const MIDDLE = 0.68

/**
 * Spreads the tones of a picture (0..1) for drawing: by brightness, so that light falls as it does, and by rank, so that
 * a night is not all black, a fog not all paper, and neighbouring things still differ.
 */
export function spreadTones(tone: Field): Field {
  const counts = new Float64Array(BINS)
  for (const value of tone.data) counts[bin(value)]! += 1
  const rank = new Float64Array(BINS)
  let below = 0
  for (let b = 0; b < BINS; b++) {
    rank[b] = (below + counts[b]! / 2) / tone.data.length
    below += counts[b]!
  }
  const low = level(rank, 0.02)
  const span = Math.max(0.08, level(rank, 0.9) - low)
  const centre = Math.min(0.9, Math.max(0.1, (level(rank, 0.5) - low) / span))
  const gamma = Math.min(1.6, Math.log(MIDDLE) / Math.log(centre))
  const table = Float32Array.from(rank, (share, b) => {
    const bright = Math.min(1, Math.max(0, (b / (BINS - 1) - low) / span)) ** gamma
    return bright * (1 - RANK_SHARE) + share ** RANK_GAMMA * RANK_SHARE
  })
  return { ...tone, data: tone.data.map(value => table[bin(value)]!) }
}

const bin = (value: number) => Math.min(BINS - 1, Math.max(0, Math.round(value * (BINS - 1))))

/** The brightness below which this share of the picture lies. */
const level = (rank: Float64Array, share: number): number =>
  Math.max(
    0,
    rank.findIndex(r => r >= share),
  ) /
  (BINS - 1)
