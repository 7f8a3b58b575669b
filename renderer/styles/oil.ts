import { fromRgb, saturate, toRgb } from '../drawing/color.ts'
import { noiseField } from '../raster/noise.ts'
import { paintBase } from '../raster/paintBase.ts'
import { blur, blurField, createField, createRaster, type Field, luminance, type Raster } from '../raster/raster.ts'
import { overlay, setTitle } from './finish.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

/** Thick strokes that follow the forms, laid from broad to fine, with the light catching their ridges. */
export const oil: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const base = await paintBase(job.drawing, job.width, job.height, job.random)
    await overlay(base, job, job.weather)
    const picture = paint(base, job.random)
    await setTitle(picture, job)
    return picture
  },
  restyle: async ({ picture, random }: PictureJob) => paint(picture, random),
}

function paint(source: Raster, random: SceneJob['random']): Raster {
  const { width, height } = source
  const unit = unitOf(source)
  const canvas = blur(source, 12 * unit)
  const relief = createField(width, height)
  const flow = strokeDirections(source, random, unit)
  const bristles = Float32Array.from({ length: 64 }, () => random.next())
  for (const [size, length, where] of [
    [15, 3.4, 0],
    [8, 3.6, 0.025],
    [4.2, 3.2, 0.075],
  ] as const) {
    layStrokes(
      canvas,
      relief,
      source,
      flow,
      Math.max(1.6, size * unit),
      length,
      where,
      bristles,
      random.fork(`strokes ${size}`),
    )
  }
  return lit(canvas, relief)
}

/** The angle along which paint is drawn at each pixel: along edges where there are any, else along a slow swirl. */
function strokeDirections(source: Raster, random: SceneJob['random'], unit: number): Float32Array {
  const light = blurField(luminance(source), 2.2 * unit)
  const { width, height, data } = light
  const xx = createField(width, height)
  const xy = createField(width, height)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const p = y * width + x
      const gx = data[p + 1]! - data[p - 1]!
      const gy = data[p + width]! - data[p - width]!
      xx.data[p] = gx * gx - gy * gy
      xy.data[p] = 2 * gx * gy
    }
  }
  const sx = blurField(xx, 7 * unit).data
  const sy = blurField(xy, 7 * unit).data
  const swirl = noiseField(width, height, random.fork('swirl'), { cell: 300 * unit, octaves: 2 }).data
  const angle = new Float32Array(data.length)
  for (let p = 0; p < angle.length; p++) {
    const calm = 0.00025
    const a = (swirl[p]! - 0.5) * 3.2
    angle[p] = 0.5 * Math.atan2(sy[p]! - calm * Math.sin(2 * a), sx[p]! - calm * Math.cos(2 * a)) + Math.PI / 2
  }
  return angle
}

/** Covers the canvas with strokes of one size; fine ones only where the picture still differs by more than `where`. */
function layStrokes(
  canvas: Raster,
  relief: Field,
  source: Raster,
  flow: Float32Array,
  size: number,
  length: number,
  where: number,
  bristles: Float32Array,
  random: SceneJob['random'],
): void {
  const { width, height } = canvas
  const step = size * 1.22
  const spots: number[] = []
  for (let y = 0; y < height + step; y += step) {
    for (let x = 0; x < width + step; x += step) {
      const px = Math.min(width - 1, Math.max(0, Math.round(x + random.between(-0.6, 0.6) * step)))
      const py = Math.min(height - 1, Math.max(0, Math.round(y + random.between(-0.6, 0.6) * step)))
      const p = py * width + px
      if (where > 0) {
        const i = p * 3
        const off =
          Math.abs(source.data[i]! - canvas.data[i]!) +
          Math.abs(source.data[i + 1]! - canvas.data[i + 1]!) +
          Math.abs(source.data[i + 2]! - canvas.data[i + 2]!)
        if (off < where * 765) continue
      }
      spots.push(p)
    }
  }
  for (let k = spots.length - 1; k > 0; k--) {
    const j = Math.floor(random.next() * (k + 1))
    ;[spots[k], spots[j]] = [spots[j]!, spots[k]!]
  }
  for (const p of spots)
    stroke(
      canvas,
      relief,
      source,
      p,
      flow[p]! + random.between(-0.16, 0.16),
      size,
      length * random.between(0.7, 1.2),
      bristles,
      random,
    )
}

function stroke(
  canvas: Raster,
  relief: Field,
  source: Raster,
  p: number,
  angle: number,
  size: number,
  length: number,
  bristles: Float32Array,
  random: SceneJob['random'],
): void {
  const { width, height, data } = canvas
  const cx = p % width
  const cy = Math.floor(p / width)
  const base = fromRgb(source.data[p * 3]!, source.data[p * 3 + 1]!, source.data[p * 3 + 2]!)
  const [r, g, b] = toRgb(
    saturate(
      [
        base[0] + random.between(-0.022, 0.022),
        base[1] + random.between(-0.006, 0.006),
        base[2] + random.between(-0.008, 0.008),
      ],
      1.18,
    ),
  )
  const half = size * 0.62
  const reach = (size * length) / 2
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const [bx, by] = [Math.abs(c) * reach + Math.abs(s) * half + 1, Math.abs(s) * reach + Math.abs(c) * half + 1]
  const seed = Math.floor(random.next() * 64)
  const bend = random.between(-0.12, 0.12) / reach
  for (let y = Math.max(0, Math.floor(cy - by)); y <= Math.min(height - 1, cy + by); y++) {
    for (let x = Math.max(0, Math.floor(cx - bx)); x <= Math.min(width - 1, cx + bx); x++) {
      const u = (x - cx) * c + (y - cy) * s
      const v = (y - cy) * c - (x - cx) * s + bend * u * u
      const across = Math.abs(v) / half
      const along = Math.abs(u) / reach
      if (across > 1 || along > 1) continue
      const hair = bristles[(Math.floor((v / half + 1) * 7) + seed) & 63]!
      const along2 = along * along
      const across2 = across * across
      const end = 1 - along2 * along2 * along2
      const alpha = Math.min(1, (1 - across2 * across2) * 1.6) * Math.min(1, (end - hair * 0.55) * 3)
      if (alpha <= 0) continue
      const q = y * width + x
      const i = q * 3
      const tone = 1 + (hair - 0.5) * 0.09
      data[i] = data[i]! + (Math.min(255, r * tone) - data[i]!) * alpha
      data[i + 1] = data[i + 1]! + (Math.min(255, g * tone) - data[i + 1]!) * alpha
      data[i + 2] = data[i + 2]! + (Math.min(255, b * tone) - data[i + 2]!) * alpha
      const height1 = (0.45 + hair * 0.55) * (1 - across * across * 0.75) * size
      relief.data[q] = relief.data[q]! + (height1 - relief.data[q]!) * alpha
    }
  }
}

/** Lights the relief of the paint from the upper left. */
function lit(canvas: Raster, relief: Field): Raster {
  const { width, height, data } = canvas
  const out = createRaster(width, height)
  const unit = unitOf(canvas)
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const right = x + 1 < width ? p + 1 : p
      const below = y + 1 < height ? p + width : p
      const slope =
        ((relief.data[right]! - relief.data[p]!) * 0.7 + (relief.data[below]! - relief.data[p]!)) / Math.max(0.6, unit)
      const shine = Math.max(-26, Math.min(30, slope * 5.2))
      const i = p * 3
      for (let c = 0; c < 3; c++) {
        const v = data[i + c]! + shine
        out.data[i + c] = v < 0 ? 0 : Math.min(v, 255)
      }
    }
  }
  return out
}
