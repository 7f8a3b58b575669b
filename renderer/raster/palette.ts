import { fromRgb, type Lab, toRgb } from '../drawing/color.ts'
import type { Random } from '../drawing/random.ts'
import type { Raster } from './raster.ts'

const SAMPLES = 5000
const ROUNDS = 10

/** The `count` colours that stand for a picture best (k-means in OKLab over sampled pixels), dark to light. */
export function extractPalette(raster: Raster, count: number, random: Random): Lab[] {
  const pixels = raster.width * raster.height
  const samples: Lab[] = []
  for (let n = 0; n < Math.min(SAMPLES, pixels * 2); n++) {
    const i = Math.floor(random.next() * pixels) * 3
    samples.push(fromRgb(raster.data[i]!, raster.data[i + 1]!, raster.data[i + 2]!))
  }
  return clusterColors(samples, count, random)
}

/** Gathers colours into at most `count` clusters and returns their middles, dark to light. */
export function clusterColors(samples: readonly Lab[], count: number, random: Random): Lab[] {
  let centres = spreadStart(samples, count, random)
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => [0, 0, 0, 0])
    for (const sample of samples) {
      const sum = sums[nearest(centres, sample)]!
      sum[0]! += sample[0]
      sum[1]! += sample[1]
      sum[2]! += sample[2]
      sum[3]! += 1
    }
    centres = centres.map((centre, i) => {
      const [l, a, b, n] = sums[i] as [number, number, number, number]
      return n > 0 ? ([l / n, a / n, b / n] as const) : centre
    })
  }
  return centres.toSorted((x, y) => x[0] - y[0])
}

/** Starting middles that lie far apart (k-means++). */
function spreadStart(samples: readonly Lab[], count: number, random: Random): Lab[] {
  const centres: Lab[] = [random.pick(samples)]
  const distances = samples.map(sample => distance(sample, centres[0]!))
  while (centres.length < count) {
    const total = distances.reduce((sum, d) => sum + d, 0)
    if (total < 1e-9) break
    let target = random.next() * total
    let chosen = 0
    while (chosen < samples.length - 1 && target > distances[chosen]!) target -= distances[chosen++]!
    const centre = samples[chosen]!
    centres.push(centre)
    for (let i = 0; i < samples.length; i++) distances[i] = Math.min(distances[i]!, distance(samples[i]!, centre))
  }
  return centres
}

const distance = (x: Lab, y: Lab): number => (x[0] - y[0]) ** 2 + 1.6 * ((x[1] - y[1]) ** 2 + (x[2] - y[2]) ** 2)

/** The index of the palette colour nearest to a colour. */
export function nearest(palette: readonly Lab[], color: Lab): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < palette.length; i++) {
    const d = distance(palette[i]!, color)
    if (d < least) {
      least = d
      best = i
    }
  }
  return best
}

/** A table from coarse RGB (5 bits a channel) to the index of the nearest palette colour. */
export function nearestTable(palette: readonly Lab[]): Uint8Array {
  const table = new Uint8Array(32768)
  for (let i = 0; i < 32768; i++) {
    const color = fromRgb(((i >> 10) & 31) * 8 + 4, ((i >> 5) & 31) * 8 + 4, (i & 31) * 8 + 4)
    table[i] = nearest(palette, color)
  }
  return table
}

/** The place of an RGB colour in such a table. */
export const tableIndex = (r: number, g: number, b: number): number => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)

/** Replaces each pixel by its nearest palette colour, in place. */
export function mapToPalette(raster: Raster, palette: readonly Lab[]): void {
  const table = nearestTable(palette)
  const colors = palette.map(toRgb)
  const { data } = raster
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = colors[table[tableIndex(data[i]!, data[i + 1]!, data[i + 2]!)]!]!
    data[i] = r
    data[i + 1] = g
    data[i + 2] = b
  }
}
