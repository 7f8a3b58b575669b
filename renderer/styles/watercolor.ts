import { type Lab, saturate, toRgb } from '../drawing/color.ts'
import { kuwahara } from '../raster/kuwahara.ts'
import { noiseField } from '../raster/noise.ts'
import { paintBase } from '../raster/paintBase.ts'
import { blurField, createRaster, displace, luminance, type Raster } from '../raster/raster.ts'
import type { Looks } from '../raster/svg.ts'
import { overlay, paperTooth, setTitle } from './finish.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

const PAPER: Lab = [0.968, 0.002, 0.014]

/** Wet washes that bleed into grained paper, with darker rims where they dried and a ragged unpainted edge. */
export const watercolor: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random, washes)
    await overlay(base, job, job.weather)
    lighten(base)
    const picture = wash(base, job.random)
    const { shade } = job.drawing.light
    await setTitle(picture, job, [0.27, shade[1], shade[2]])
    return picture
  },
  restyle: async ({ picture, random }: PictureJob) => wash(picture, random),
}

/** Clear, lighter colours: the paper shines through every wash. */
const washes: Looks = (shape, layer) =>
  layer.role === 'cloud'
    ? undefined
    : {
        fill: shape.fill && { ...shape.fill, color: thin(shape.fill.color), to: shape.fill.to && thin(shape.fill.to) },
        stroke: shape.stroke && { ...shape.stroke, color: thin(shape.stroke.color) },
      }

const thin = (color: Lab): Lab => saturate([color[0] * 0.82 + 0.16, color[1], color[2]], 1.18)

/** Thins the paint of dark scenes, whose skies would else lie on the paper like mud. */
function lighten(picture: Raster): void {
  const light = luminance(picture).data
  const mean = light.reduce((sum, v) => sum + v, 0) / light.length
  const lift = Math.max(0, Math.min(0.32, 0.6 - mean))
  if (lift < 0.02) return
  const { data } = picture
  const vivid = 1 + lift * 1.1
  for (let p = 0, i = 0; i < data.length; p++, i += 3) {
    const grey = light[p]! * 255
    for (let c = 0; c < 3; c++) {
      const v = 250 - (250 - grey - (data[i + c]! - grey) * vivid) * (1 - lift)
      data[i + c] = v < 0 ? 0 : Math.min(v, 255)
    }
  }
}

function wash(source: Raster, random: SceneJob['random']): Raster {
  const { width, height } = source
  const unit = unitOf(source)
  const wet = bleed(source, random, unit)
  const even = kuwahara(wet, 3.4 * unit)
  const light = luminance(even)
  const near = blurField(light, 4.5 * unit).data
  const blotch = noiseField(width, height, random.fork('blotch'), { cell: 150 * unit, octaves: 5, gain: 0.6 }).data
  const tooth = paperTooth(width, height, unit, random.fork('paper')).data
  const edge = noiseField(width, height, random.fork('edge'), { cell: 90 * unit, octaves: 5, gain: 0.6 }).data
  const [pr, pg, pb] = toRgb(PAPER)
  const out = createRaster(width, height)
  const margin = 30 * unit
  const ragged = 46 * unit
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const rim = Math.max(0, near[p]! - light.data[p]!) * 2.6 + Math.max(0, light.data[p]! - near[p]!) * 0.7
      const grainy = (tooth[p]! - 0.5) * 0.34
      let density = 0.96 + (blotch[p]! - 0.5) * 0.62 + rim + grainy * (1.15 - light.data[p]! * 0.6)
      const inside = Math.min(x, y, width - 1 - x, height - 1 - y) - margin - (edge[p]! - 0.5) * ragged * 2
      const cover = inside <= 0 ? 0 : Math.min(1, inside / (3.5 * unit))
      if (inside > 0 && inside < 9 * unit) density += 0.22 * (1 - inside / (9 * unit))
      density *= cover
      const i = p * 3
      const fibre = (tooth[p]! - 0.5) * 11
      out.data[i] = tint(even.data[i]!, pr, density, fibre)
      out.data[i + 1] = tint(even.data[i + 1]!, pg, density, fibre)
      out.data[i + 2] = tint(even.data[i + 2]!, pb, density, fibre)
    }
  }
  return out
}

function tint(pigment: number, paper: number, density: number, fibre: number): number {
  const v = paper - (paper - pigment) * density + fibre
  return v < 0 ? 0 : Math.min(v, 255)
}

/** Lets edges wander and colours run. */
function bleed(source: Raster, random: SceneJob['random'], unit: number): Raster {
  const { width, height } = source
  const dx = noiseField(width, height, random.fork('bleed x'), { cell: 42 * unit, octaves: 5, gain: 0.62 }).data
  const dy = noiseField(width, height, random.fork('bleed y'), { cell: 42 * unit, octaves: 5, gain: 0.62 }).data
  const reach = 24 * unit
  for (let p = 0; p < dx.length; p++) {
    dx[p] = (dx[p]! - 0.5) * reach
    dy[p] = (dy[p]! - 0.5) * reach
  }
  return displace(source, dx, dy)
}
