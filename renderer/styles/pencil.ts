import { type Lab, toRgb } from '../drawing/color.ts'
import { findEdges } from '../raster/edges.ts'
import { noiseField } from '../raster/noise.ts'
import { paintBase } from '../raster/paintBase.ts'
import { blurField, createRaster, type Field, luminance, type Raster } from '../raster/raster.ts'
import { overlay, paperTooth, setTitle } from './finish.ts'
import { sceneLines } from './lines.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'
import { spreadTones } from './tones.ts'

const PAPER: Lab = [0.962, 0.001, 0.009]
const GRAPHITE: Lab = [0.3, 0.0, -0.006]
const TILE = 512

/** Graphite: tone laid in soft slanting strokes that catch on the paper's tooth, with thin searching outlines. */
export const pencil: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random)
    await overlay(base, job, job.weather)
    const lines = await sceneLines(job, layer => 1.1 + 1.3 * layer.depth)
    const picture = shaded(luminance(base), lines, job.random)
    await setTitle(picture, job, GRAPHITE)
    return picture
  },
  restyle: async ({ picture, random }: PictureJob) =>
    shaded(luminance(picture), findEdges(picture, unitOf(picture)), random),
}

function shaded(tone: Field, lines: Field, random: SceneJob['random']): Raster {
  const { width, height } = tone
  const unit = unitOf(tone)
  const even = spreadTones(blurField(tone, 1.5 * unit)).data
  const strokes = noiseField(TILE, TILE, random.fork('strokes'), { cell: 64, cellY: 2.6, octaves: 2, gain: 0.7 }).data
  const cross = noiseField(TILE, TILE, random.fork('cross'), { cell: 80, cellY: 3, octaves: 2, gain: 0.7 }).data
  const tooth = paperTooth(width, height, unit * 0.6, random.fork('paper')).data
  const smudge = noiseField(width, height, random.fork('smudge'), { cell: 160 * unit, octaves: 3 }).data
  const paper = toRgb(PAPER)
  const graphite = toRgb(GRAPHITE)
  const out = createRaster(width, height)
  const k = 1 / Math.max(0.45, unit)
  const wander = noiseField(width, height, random.fork('wander'), { cell: 60 * unit, octaves: 2 }).data
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const dark = 1 - even[p]! + (smudge[p]! - 0.5) * 0.14
      const u = (x * 0.64 - y * 0.77) * k
      const v = (x * 0.77 + y * 0.64) * k + wander[p]! * 9
      const first = strokes[(Math.floor(v) & (TILE - 1)) * TILE + (Math.floor(u) & (TILE - 1))]!
      let lay = dark * 1.18 - 0.1 + (first - 0.5) * (0.85 - dark * 0.3)
      if (dark > 0.5) {
        const second =
          cross[
            (Math.floor(x * 0.3 * k + y * 0.95 * k) & (TILE - 1)) * TILE +
              (Math.floor(x * 0.95 * k - y * 0.3 * k) & (TILE - 1))
          ]!
        lay += (dark - 0.5) * (0.4 + (second - 0.5) * 1.6)
      }
      lay += (tooth[p]! - 0.5) * 0.75 * (1.1 - dark * 0.5)
      lay = lay < 0 ? 0 : Math.min(lay, 1)
      const x2 = Math.min(width - 1, Math.max(0, x + Math.round((wander[p]! - 0.5) * 5 * unit)))
      const line = Math.max(lines.data[p]!, 0.55 * lines.data[y * width + x2]!) * (0.55 + (tooth[p]! - 0.3) * 0.8)
      const mark = Math.min(1, lay * 0.9 * (0.25 + 0.75 * dark) + Math.max(0, line) * 0.75)
      const fibre = (tooth[p]! - 0.5) * 10
      const i = p * 3
      for (let c = 0; c < 3; c++)
        out.data[i + c] = Math.min(255, Math.max(0, paper[c]! + (graphite[c]! - paper[c]!) * mark + fibre * (1 - mark)))
    }
  }
  return out
}
