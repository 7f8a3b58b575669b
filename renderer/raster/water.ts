import { toRgb } from '../drawing/color.ts'
import type { Drawing, Water } from '../drawing/drawing.ts'
import type { Random } from '../drawing/random.ts'
import { planeNoise } from './noise.ts'
import type { Raster } from './raster.ts'

/**
 * Paints the water of a drawing from its line downwards: what stands above it mirrored, broken by ripples, with light on
 * the crests as strong as `glitter` (0..1) says.
 */
export function paintWater(raster: Raster, drawing: Drawing, water: Water, random: Random, glitter = 1): void {
  const { width, height, data } = raster
  const top = Math.round((water.top / drawing.frame.height) * height)
  const depth = height - top
  if (depth <= 0) return
  const unit = Math.min(width, height)
  const away = (y: number) => 1 / (0.035 + y / depth)
  const ripple = planeNoise(
    width,
    depth,
    random,
    3,
    y => (3.4 * away(y)) / unit / 2.2,
    y => 5.5 * away(y),
  )
  const surface = toRgb(water.color)
  const deep = toRgb(water.deep)
  const glint = toRgb(drawing.light.sun)
  const { spot } = drawing.light
  const spotX = spot ? (spot.x / drawing.frame.width) * width : Number.POSITIVE_INFINITY
  for (let y = 0; y < depth; y++) {
    const near = y / depth
    const rough = water.roughness * (0.25 + near)
    const mirror = water.mirror * (1 - 0.55 * near)
    const spread = unit * (0.055 + 0.13 * near)
    for (let x = 0; x < width; x++) {
      const wave = ripple.data[y * width + x]! - 0.5
      let sy = top - 1 - Math.round(y * 0.92 + wave * rough * unit * 0.34)
      if (sy < 0) sy = -sy
      if (sy >= top) sy = Math.max(0, 2 * top - 2 - sy)
      let sx = x + Math.round(wave * rough * unit * 0.06)
      if (sx < 0) sx = -sx
      if (sx >= width) sx = Math.max(0, 2 * width - 2 - sx)
      const from = (Math.min(top - 1, sy) * width + sx) * 3
      const to = ((top + y) * width + x) * 3
      let crest = Math.max(0, wave * (0.5 + rough * 2.4) - 0.17) * 0.9 * glitter
      const aside = Math.abs(x - spotX) / spread
      if (aside < 2)
        crest += Math.exp(-aside * aside * 1.6) * Math.max(0, Math.min(0.72, (wave + 0.05) * 3.4)) * glitter
      for (let c = 0; c < 3; c++) {
        const own = surface[c]! + (deep[c]! - surface[c]!) * Math.min(1, Math.max(0, near * 0.9 - wave * 0.5))
        const seen = own + ((data[from + c] ?? own) - own) * mirror
        const value = seen + (glint[c]! - seen) * crest
        data[to + c] = value > 255 ? 255 : Math.max(value, 0)
      }
    }
  }
}
