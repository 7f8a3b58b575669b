import { type Lab, toRgb } from '../drawing/color.ts'
import type { Layer } from '../drawing/drawing.ts'
import type { Random } from '../drawing/random.ts'
import { noiseField } from '../raster/noise.ts'
import { blur, composite, type Field, luminance, type Raster, shrink } from '../raster/raster.ts'
import { asIs, type Looks, rasterise, toSvg } from '../raster/svg.ts'
import { layoutTitle, titleBox, titleColor } from '../title/titleLayout.ts'
import type { SceneJob } from './style.ts'

/** Lays layers over a picture, in place. */
export async function overlay(
  raster: Raster,
  job: SceneJob,
  layers: readonly Layer[],
  looks: Looks = asIs,
): Promise<void> {
  if (layers.length === 0) return
  composite(raster, await rasterise(toSvg(job.drawing.frame, job.width, job.height, layers, looks)))
}

/** Sets the title, if there is one, over the finished picture, in place. */
export async function setTitle(raster: Raster, job: SceneJob, color: Lab = titleColor(job.drawing)): Promise<void> {
  const { title, frame } = job.drawing
  const layer = title && layoutTitle(job.font, title, titleBox(frame), color)
  if (layer) await overlay(raster, job, [layer])
}

/** Lets bright parts shine over their surroundings, in place. */
export function bloom(raster: Raster, radius: number, amount: number, threshold = 0.62): void {
  const factor = Math.max(1, Math.min(4, Math.floor(Math.min(raster.width, raster.height) / 128)))
  const small = shrink(raster, factor)
  const light = luminance(small)
  for (let p = 0; p < light.data.length; p++) {
    const gain = Math.max(0, light.data[p]! - threshold) / (1 - threshold)
    for (let i = p * 3; i < p * 3 + 3; i++) small.data[i] = small.data[i]! * gain
  }
  const soft = blur(small, Math.max(1, radius / factor))
  addScaled(raster, soft, factor, amount)
}

/** Screens a smaller picture over a larger one, in place. */
export function addScaled(raster: Raster, small: Raster, factor: number, amount: number): void {
  const { width, height, data } = raster
  const columns = interpolation(width, factor, small.width)
  for (let y = 0; y < height; y++) {
    const fy = Math.min(small.height - 1, Math.max(0, (y + 0.5) / factor - 0.5))
    const y0 = fy | 0
    const ty = fy - y0
    const r0 = y0 * small.width
    const r1 = Math.min(small.height - 1, y0 + 1) * small.width
    for (let x = 0; x < width; x++) {
      const x0 = columns.at[x]!
      const x1 = Math.min(small.width - 1, x0 + 1)
      const tx = columns.ratio[x]!
      const i = (y * width + x) * 3
      for (let c = 0; c < 3; c++) {
        const top = small.data[(r0 + x0) * 3 + c]! * (1 - tx) + small.data[(r0 + x1) * 3 + c]! * tx
        const bottom = small.data[(r1 + x0) * 3 + c]! * (1 - tx) + small.data[(r1 + x1) * 3 + c]! * tx
        const glow = (top * (1 - ty) + bottom * ty) * amount
        data[i + c] = Math.min(255, data[i + c]! + glow * (1 - data[i + c]! / 255))
      }
    }
  }
}

function interpolation(width: number, factor: number, smallWidth: number): { at: Int32Array; ratio: Float32Array } {
  const at = new Int32Array(width)
  const ratio = new Float32Array(width)
  for (let x = 0; x < width; x++) {
    const fx = Math.min(smallWidth - 1, Math.max(0, (x + 0.5) / factor - 0.5))
    at[x] = fx
    ratio[x] = fx - at[x]!
  }
  return { at, ratio }
}

/** Darkens the corners, in place. */
export function vignette(raster: Raster, amount: number): void {
  const { width, height, data } = raster
  for (let y = 0; y < height; y++) {
    const v = (y / height - 0.5) * 2
    for (let x = 0; x < width; x++) {
      const u = (x / width - 0.5) * 2
      const d = u * u * 0.5 + v * v * 0.5
      const gain = 1 - amount * d * d
      const i = (y * width + x) * 3
      data[i] = data[i]! * gain
      data[i + 1] = data[i + 1]! * gain
      data[i + 2] = data[i + 2]! * gain
    }
  }
}

/** Adds fine grain, in place; `amount` is the largest change of a channel. */
export function grain(raster: Raster, random: Random, amount: number): void {
  const { data } = raster
  const strip = Float32Array.from({ length: 4099 }, () => (random.next() - 0.5) * 2 * amount)
  let k = 0
  for (let i = 0; i < data.length; i += 3) {
    k = (k + 1 + (data[i]! & 3)) % 4099
    const n = strip[k]!
    for (let c = 0; c < 3; c++) {
      const v = data[i + c]! + n
      data[i + c] = v < 0 ? 0 : Math.min(v, 255)
    }
  }
}

/** The tooth of paper as a height field, about 0.5 with small hills. */
export function paperTooth(width: number, height: number, unit: number, random: Random): Field {
  return noiseField(width, height, random, { cell: Math.max(2, 7 * unit), octaves: 3, gain: 0.75 })
}

/** Fills a picture with one colour. */
export function flood(width: number, height: number, color: Lab): Raster {
  const [r, g, b] = toRgb(color)
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < data.length; i += 3) {
    data[i] = r
    data[i + 1] = g
    data[i + 2] = b
  }
  return { width, height, data }
}
