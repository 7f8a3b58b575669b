import { noiseField } from '../raster/noise.ts'
import { paintBase } from '../raster/paintBase.ts'
import { displace, type Raster } from '../raster/raster.ts'
import { bloom, grain, overlay, setTitle, vignette } from './finish.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

/** Soft painted light: the scene as it is, with brushed edges, a glow round bright things and darker corners. */
export const defaultStyle: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random)
    const picture = brushed(base, job.random)
    await overlay(picture, job, job.weather)
    light(picture)
    await setTitle(picture, job)
    grain(picture, job.random.fork('grain'), 3.2)
    return picture
  },
  async restyle({ picture, random }: PictureJob): Promise<Raster> {
    const out = brushed(picture, random, 1.8)
    light(out)
    grain(out, random.fork('grain'), 3.2)
    return out
  },
}

function light(picture: Raster): void {
  const unit = unitOf(picture)
  bloom(picture, 26 * unit, 0.42)
  vignette(picture, 0.34)
}

/** Moves every pixel a little along broad strokes, which softens hard edges as a brush does, and varies the tone. */
function brushed(source: Raster, random: Parameters<typeof noiseField>[2], strength = 1): Raster {
  const { width, height } = source
  const unit = unitOf(source)
  const reach = 1.0 * unit * strength
  const dx = noiseField(width, height, random.fork('dx'), {
    cell: 15 * unit,
    cellY: 9 * unit,
    octaves: 2,
    gain: 0.6,
  }).data
  const dy = noiseField(width, height, random.fork('dy'), {
    cell: 15 * unit,
    cellY: 9 * unit,
    octaves: 2,
    gain: 0.6,
  }).data
  for (let p = 0; p < dx.length; p++) {
    dx[p] = (dx[p]! - 0.5) * 2 * reach
    dy[p] = (dy[p]! - 0.5) * 2 * reach
  }
  const out = displace(source, dx, dy)
  const tone = noiseField(width, height, random.fork('tone'), {
    cell: 60 * unit,
    cellY: 16 * unit,
    octaves: 4,
    gain: 0.65,
  }).data
  for (let p = 0; p < tone.length; p++) {
    const gain = 1 + (tone[p]! - 0.5) * 0.1 * strength
    for (let i = p * 3; i < p * 3 + 3; i++) out.data[i] = Math.min(255, out.data[i]! * gain)
  }
  return out
}
