import { fromRgb, type Lab, lighter, mix, saturate, toRgb } from '../drawing/color.ts'
import type { Drawing, Layer } from '../drawing/drawing.ts'
import { type Point, underSmooth } from '../drawing/path.ts'
import { createLayer } from '../drawing/pen.ts'
import { noiseField } from '../raster/noise.ts'
import { clusterColors } from '../raster/palette.ts'
import { blurField, createField, type Field, luminance, type Raster } from '../raster/raster.ts'
import { type Looks, rasterise, toSvg } from '../raster/svg.ts'
import { flood, setTitle } from './finish.ts'
import { evenColor } from './flatLooks.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

const MAX_SHEETS = 15

/** Sheets of coloured paper cut to shape and stacked, each throwing a soft shadow on the ones below. */
export const paperCut: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const { drawing, width, height } = job
    const stack = flood(width, height, drawing.light.skyTop)
    const fibre = fibres(stack, job.random)
    for (const sheet of sheetsOf(job)) {
      const pixels = await rasterise(toSvg(drawing.frame, width, height, sheet, papers))
      laySheet(stack, pixels, fibre)
    }
    await setTitle(stack, job)
    return stack
  },
  async restyle({ picture, random }: PictureJob): Promise<Raster> {
    const unit = unitOf(picture)
    const tone = blurField(luminance(picture), 5 * unit)
    const levels = toneLevels(tone, 7)
    const colors = levelColors(picture, tone, levels, random)
    const stack = flood(picture.width, picture.height, colors[0]!)
    const fibre = fibres(stack, random)
    for (let k = 1; k < colors.length; k++) laySheet(stack, levelSheet(tone, levels[k - 1]!, colors[k]!, unit), fibre)
    return stack
  },
}

const papers: Looks = shape => {
  if (shape.effect || (shape.fill?.opacity ?? 1) < 0.3) return undefined
  const paper = (color: Lab): Lab => saturate(lighter(color, 0.015), 1.1)
  return {
    fill: shape.fill && { color: paper(evenColor(shape.fill)) },
    stroke: shape.stroke && { color: paper(shape.stroke.color), width: shape.stroke.width * 1.15 },
  }
}

/** The scene as sheets from back to front: sky steps, then layers of one depth together, water as wavy strips. */
function sheetsOf({ drawing, weather, random }: SceneJob): Layer[][] {
  const sheets: Layer[][] = skySheets(drawing, random.fork('sky sheets')).map(layer => [layer])
  const gather = (layers: readonly Layer[]) => {
    let depth = -1
    for (const layer of layers) {
      if (!layer.shapes.some(shape => !shape.effect)) continue
      const own = layer.role === 'subject' || Math.abs(layer.depth - depth) > 0.05
      if (own || sheets.length === 0) sheets.push([])
      sheets.at(-1)!.push(layer)
      depth = layer.depth
    }
  }
  gather(drawing.back)
  sheets.push(...waterSheets(drawing, random.fork('water sheets')).map(layer => [layer]))
  gather(drawing.front)
  gather(weather)
  while (sheets.length > MAX_SHEETS) {
    const at = Math.max(1, sheets.length - Math.ceil(MAX_SHEETS * 0.6))
    sheets[at - 1]!.push(...sheets[at]!)
    sheets.splice(at, 1)
  }
  return sheets
}

function skySheets({ frame, light, horizon, sky }: Drawing, random: SceneJob['random']): Layer[] {
  const bottom = sky === 'open' ? horizon : frame.height
  return [0.3, 0.55, 0.78].map((t, i) => {
    const layer = createLayer('light', 0)
    const line: Point[] = []
    const phase = random.between(0, 6)
    for (let x = -60; x <= frame.width + 120; x += Math.max(60, frame.width / 60)) {
      line.push([x, bottom * t + Math.sin(x / 170 + phase) * 26 + Math.sin(x / 71 + phase * 2) * 9])
    }
    const color = i < 2 ? mix(light.skyTop, light.skyMiddle, (i + 1) / 2) : mix(light.skyMiddle, light.skyLow, 0.75)
    layer.shapes.push({ d: underSmooth(line, frame.height + 20), fill: { color } })
    return layer
  })
}

function waterSheets({ water, frame, light }: Drawing, random: SceneJob['random']): Layer[] {
  if (!water) return []
  return [0, 0.16, 0.4, 0.7].map((t, i) => {
    const layer = createLayer('land', 0.5)
    const y = water.top + (frame.height - water.top) * t
    const line: Point[] = []
    const phase = random.between(0, 6)
    const long = 24 + 50 * t
    for (let x = -60; x <= frame.width + 60; x += long / 2)
      line.push([x, y + (Math.sin((x / long) * 2.2 + phase) * 7 - 4) * (0.5 + t + water.roughness)])
    const color = mix(mix(water.color, light.skyLow, 0.25), water.deep, i / 3)
    layer.shapes.push({ d: underSmooth(line, frame.height + 20), fill: { color } })
    return layer
  })
}

/** Lays one sheet (RGBA) on the stack, in place: its shadow first, then its paper with a bright cut edge. */
function laySheet(stack: Raster, sheet: Uint8Array, fibre: Float32Array): void {
  const { width, height, data } = stack
  const unit = unitOf(stack)
  const factor = Math.max(1, Math.min(4, Math.floor(Math.min(width, height) / 128)))
  const shadow = shadowOf(sheet, width, height, factor, 9 * unit)
  const drop = Math.round(8 * unit)
  const lean = Math.round(4 * unit)
  for (let y = 0; y < height; y++) {
    const sy = Math.min(shadow.height - 1, Math.max(0, Math.floor((y - drop) / factor)))
    for (let x = 0; x < width; x++) {
      const p = y * width + x
      const i = p * 3
      const a = sheet[p * 4 + 3]! / 255
      if (a < 1) {
        const sx = Math.min(shadow.width - 1, Math.max(0, Math.floor((x - lean) / factor)))
        const dark = 1 - 0.5 * shadow.data[sy * shadow.width + sx]! * (1 - a)
        data[i] = data[i]! * dark
        data[i + 1] = data[i + 1]! * dark
        data[i + 2] = data[i + 2]! * (dark * 0.9 + 0.1)
      }
      if (a > 0) {
        const above = y > 0 ? sheet[(p - width) * 4 + 3]! / 255 : a
        const rim = Math.max(0, a - above) * 26
        const tone = fibre[p]! + rim
        for (let c = 0; c < 3; c++) {
          const v = sheet[p * 4 + c]! + tone
          data[i + c] = data[i + c]! + ((v < 0 ? 0 : Math.min(v, 255)) - data[i + c]!) * a
        }
      }
    }
  }
}

/** The blurred cover of a sheet, at a fraction of its size. */
function shadowOf(sheet: Uint8Array, width: number, height: number, factor: number, radius: number): Field {
  const small = createField(Math.ceil(width / factor), Math.ceil(height / factor))
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      small.data[y * small.width + x] =
        sheet[(Math.min(height - 1, y * factor) * width + Math.min(width - 1, x * factor)) * 4 + 3]! / 255
    }
  }
  return blurField(small, Math.max(1, radius / factor))
}

function fibres({ width, height }: Raster, random: SceneJob['random']): Float32Array {
  const unit = unitOf({ width, height })
  const fine = noiseField(width, height, random.fork('fibres'), {
    cell: Math.max(1.5, 5 * unit),
    octaves: 3,
    gain: 0.8,
  }).data
  for (let p = 0; p < fine.length; p++) fine[p] = (fine[p]! - 0.5) * 22
  return fine
}

/** Brightness steps that split a picture into sheets of about the same area. */
function toneLevels(tone: Field, count: number): number[] {
  const step = Math.max(1, Math.floor(tone.data.length / 6000))
  const sorted = Float32Array.from(
    { length: Math.floor(tone.data.length / step) },
    (_, i) => tone.data[i * step]!,
  ).sort()
  return Array.from({ length: count - 1 }, (_, k) => sorted[Math.floor((sorted.length * (k + 1)) / count)]!)
}

function levelColors(picture: Raster, tone: Field, levels: readonly number[], random: SceneJob['random']): Lab[] {
  const buckets: Lab[][] = Array.from({ length: levels.length + 1 }, () => [])
  for (let n = 0; n < 6000; n++) {
    const p = Math.floor(random.next() * tone.data.length)
    const k = levels.filter(level => tone.data[p]! > level).length
    buckets[k]!.push(fromRgb(picture.data[p * 3]!, picture.data[p * 3 + 1]!, picture.data[p * 3 + 2]!))
  }
  return buckets.map((bucket, k) =>
    bucket.length > 0 ? saturate(clusterColors(bucket, 1, random)[0]!, 1.3) : ([k / levels.length, 0, 0] as const),
  )
}

function levelSheet(tone: Field, level: number, color: Lab, unit: number): Uint8Array {
  const [r, g, b] = toRgb(color)
  const out = new Uint8Array(tone.data.length * 4)
  const soft = Math.max(0.004, 0.006 / Math.max(0.3, unit))
  for (let p = 0; p < tone.data.length; p++) {
    const a = (tone.data[p]! - level) / soft + 0.5
    out[p * 4] = r
    out[p * 4 + 1] = g
    out[p * 4 + 2] = b
    out[p * 4 + 3] = a <= 0 ? 0 : a >= 1 ? 255 : a * 255
  }
  return out
}
