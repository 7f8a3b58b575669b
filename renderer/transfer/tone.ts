import { fromRgb, type Lab, toRgb } from '../drawing/color.ts'
import type { Raster } from '../raster/raster.ts'

interface Statistics {
  mean: Lab
  spread: Lab
}

/** Gives a picture the mean and spread of another's lightness and colour (in OKLab), in place. */
export function matchTone(picture: Raster, reference: Raster, amount = 1): void {
  const own = statistics(picture)
  const aim = statistics(reference)
  const ratio = (c: 0 | 1 | 2) => Math.min(2.6, Math.max(0.4, aim.spread[c] / Math.max(0.004, own.spread[c])))
  const scale = [ratio(0), ratio(1), ratio(2)] as const
  recolor(picture, color => [
    color[0] + ((color[0] - own.mean[0]) * scale[0] + aim.mean[0] - color[0]) * amount,
    color[1] + ((color[1] - own.mean[1]) * scale[1] + aim.mean[1] - color[1]) * amount,
    color[2] + ((color[2] - own.mean[2]) * scale[2] + aim.mean[2] - color[2]) * amount,
  ])
}

const TABLE_BITS = 5
const TABLE_SIZE = 1 << TABLE_BITS

/** Changes every colour of a picture by a smooth rule, in place, through a table of 32 steps a channel. */
export function recolor(picture: Raster, rule: (color: Lab) => Lab): void {
  const table = new Float32Array((TABLE_SIZE + 1) ** 3 * 3)
  const side = TABLE_SIZE + 1
  for (let r = 0, o = 0; r < side; r++) {
    for (let g = 0; g < side; g++) {
      for (let b = 0; b < side; b++, o += 3) {
        const rgb = toRgb(
          clampLightness(rule(fromRgb(Math.min(255, r * 8), Math.min(255, g * 8), Math.min(255, b * 8)))),
        )
        table.set(rgb, o)
      }
    }
  }
  const { data } = picture
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = [data[i]! / 8, data[i + 1]! / 8, data[i + 2]! / 8]
    const [r0, g0, b0] = [r | 0, g | 0, b | 0]
    const [fr, fg, fb] = [r - r0, g - g0, b - b0]
    const at = ((r0 * side + g0) * side + b0) * 3
    const [dr, dg, db] = [side * side * 3, side * 3, 3]
    for (let c = 0; c < 3; c++) {
      const o = at + c
      const low =
        (table[o]! * (1 - fb) + table[o + db]! * fb) * (1 - fg) +
        (table[o + dg]! * (1 - fb) + table[o + dg + db]! * fb) * fg
      const high =
        (table[o + dr]! * (1 - fb) + table[o + dr + db]! * fb) * (1 - fg) +
        (table[o + dr + dg]! * (1 - fb) + table[o + dr + dg + db]! * fb) * fg
      data[i + c] = low * (1 - fr) + high * fr + 0.5
    }
  }
}

const clampLightness = (color: Lab): Lab => [Math.min(0.99, Math.max(0.02, color[0])), color[1], color[2]]

function statistics(picture: Raster): Statistics {
  const pixels = picture.data.length / 3
  const step = Math.max(1, Math.floor(pixels / 20_000))
  const sum = [0, 0, 0]
  const squares = [0, 0, 0]
  let count = 0
  for (let p = 0; p < pixels; p += step, count++) {
    const color = fromRgb(picture.data[p * 3]!, picture.data[p * 3 + 1]!, picture.data[p * 3 + 2]!)
    for (let c = 0; c < 3; c++) {
      sum[c]! += color[c]!
      squares[c]! += color[c]! ** 2
    }
  }
  const mean = sum.map(v => v / count) as unknown as Lab
  const spread = squares.map((v, c) => Math.sqrt(Math.max(0, v / count - mean[c]! ** 2))) as unknown as Lab
  return { mean, spread }
}
