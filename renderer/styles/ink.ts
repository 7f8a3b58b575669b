import { type Lab, toRgb } from '../drawing/color.ts'
import { findEdges } from '../raster/edges.ts'
import { noiseField } from '../raster/noise.ts'
import { paintBase } from '../raster/paintBase.ts'
import { blurField, createRaster, type Field, luminance, type Raster } from '../raster/raster.ts'
import { overlay, paperTooth, setTitle } from './finish.ts'
import { sceneLines } from './lines.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'
import { spreadTones } from './tones.ts'
import { waterLayers } from './waterShapes.ts'

const PAPER: Lab = [0.95, 0.004, 0.026]
const INK: Lab = [0.19, 0.002, -0.008]

/** Black brush outlines that swell and thin, tone by hatching, deep shade in solid black, on pale paper. */
export const ink: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random)
    await overlay(base, job, job.weather)
    const lines = await sceneLines(job, layer => 1.4 + 2.8 * layer.depth, waterLayers(job.drawing).slice(1))
    const picture = inked(luminance(base), lines, job.random)
    await setTitle(picture, job, INK)
    return picture
  },
  restyle: async ({ picture, random }: PictureJob) =>
    inked(luminance(picture), findEdges(picture, unitOf(picture)), random),
}

function inked(tone: Field, lines: Field, random: SceneJob['random']): Raster {
  const { width, height } = tone
  const unit = unitOf(tone)
  const even = spreadTones(blurField(tone, 2 * unit))
  const brush = brushLines(lines, random, unit)
  const warp = noiseField(width, height, random.fork('warp'), { cell: 120 * unit, octaves: 3 }).data
  const pressure = noiseField(width, height, random.fork('pressure'), { cell: 26 * unit, octaves: 3, gain: 0.6 }).data
  const tooth = paperTooth(width, height, unit, random.fork('paper')).data
  const paper = toRgb(PAPER)
  const black = toRgb(INK)
  const out = createRaster(width, height)
  const spacing = Math.max(3.2, 8.2 * unit)
  const soft = spacing * 0.16
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const dark = 1 - even.data[p]!
      const bend = (warp[p]! - 0.5) * spacing * 5
      const dry = (pressure[p]! - 0.5) * 0.5
      let cover = hatch(x * 0.5 + y * 0.866 + bend, spacing, (dark - 0.3 + dry * 0.3) * 0.85, soft)
      if (dark > 0.46)
        cover = Math.max(
          cover,
          hatch(x * 0.78 - y * 0.62 + bend, spacing * 1.08, (dark - 0.5 + dry * 0.3) * 0.95, soft),
        )
      if (dark > 0.66)
        cover = Math.max(cover, hatch(y + bend * 0.7, spacing * 0.9, (dark - 0.68 + dry * 0.3) * 1.3, soft))
      if (dark > 0.84) cover = Math.max(cover, Math.min(1, (dark - 0.84) * 9))
      cover = Math.max(cover, brush[p]!)
      const v = cover * (0.93 + (tooth[p]! - 0.5) * 0.5)
      const fibre = (tooth[p]! - 0.5) * 9
      const i = p * 3
      const a = Math.min(v, 1)
      for (let c = 0; c < 3; c++)
        out.data[i + c] = Math.min(255, Math.max(0, paper[c]! + (black[c]! - paper[c]!) * a + fibre * (1 - a)))
    }
  }
  return out
}

/** The coverage of a line in a set of parallels whose thickness is `weight` of the spacing. */
function hatch(position: number, spacing: number, weight: number, soft: number): number {
  if (weight <= 0.02) return 0
  const offset = position - Math.floor(position / spacing) * spacing
  const away = Math.abs(offset - spacing / 2)
  const half = Math.min(0.5, weight * 0.62) * spacing
  const v = (half - away) / soft + 0.5
  return v < 0 ? 0 : Math.min(v, 1)
}

/** Lines that a brush would draw: swelling and thinning, here and there dry. */
function brushLines(lines: Field, random: SceneJob['random'], unit: number): Float32Array {
  const { width, height } = lines
  const swell = noiseField(width, height, random.fork('swell'), { cell: 70 * unit, octaves: 3, gain: 0.6 }).data
  const soft = blurField(lines, Math.max(1, 1.5 * unit)).data
  const crowd = blurField(lines, 11 * unit).data
  const out = new Float32Array(soft.length)
  for (let p = 0; p < out.length; p++) {
    const crowded = Math.max(0, crowd[p]! - 0.26)
    const threshold = 0.12 + 0.42 * swell[p]! + crowded * 1.5
    const v = Math.max((soft[p]! - threshold) * 7, lines.data[p]! * (1.25 - swell[p]! - crowded) - 0.25)
    out[p] = v < 0 ? 0 : Math.min(v, 1)
  }
  return out
}
