import { saturate, toRgb } from '../drawing/color.ts'
import { paintBase } from '../raster/paintBase.ts'
import { extractPalette, nearestTable, tableIndex } from '../raster/palette.ts'
import { createRaster, type Raster, shrink } from '../raster/raster.ts'
import { overlay, setTitle } from './finish.ts'
import type { PictureJob, SceneJob, Style } from './style.ts'

const BLOCKS = 128
const COLORS = 24
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map(v => (v + 0.5) / 16 - 0.5)

/** Large square pixels in a small palette, mixed by an ordered dither. */
export const pixel: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random)
    await overlay(base, job, job.weather)
    await setTitle(base, job)
    return blocks(base, job.random)
  },
  restyle: async ({ picture, random }: PictureJob) => blocks(picture, random),
}

function blocks(source: Raster, random: SceneJob['random']): Raster {
  const size = Math.max(2, Math.round(Math.min(source.width, source.height) / BLOCKS))
  const small = shrink(source, size)
  const palette = extractPalette(small, COLORS, random).map(c => saturate([(c[0] - 0.5) * 1.06 + 0.5, c[1], c[2]], 1.2))
  const table = nearestTable(palette)
  const colors = palette.map(toRgb)
  const spread = 18
  const out = createRaster(source.width, source.height)
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const i = (y * small.width + x) * 3
      const d = BAYER[(y & 3) * 4 + (x & 3)]! * spread
      const at = (c: number) => Math.min(255, Math.max(0, small.data[i + c]! + d))
      const color = colors[table[tableIndex(at(0), at(1), at(2))]!]!
      fill(out, x * size, y * size, size, color)
    }
  }
  return out
}

function fill(out: Raster, x: number, y: number, size: number, [r, g, b]: readonly [number, number, number]): void {
  for (let yy = y; yy < Math.min(out.height, y + size); yy++) {
    for (let xx = x; xx < Math.min(out.width, x + size); xx++) {
      const i = (yy * out.width + xx) * 3
      out.data[i] = r
      out.data[i + 1] = g
      out.data[i + 2] = b
    }
  }
}
