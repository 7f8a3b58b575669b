import { type Lab, mix, toRgb } from '../drawing/color.ts'
import type { Drawing } from '../drawing/drawing.ts'
import type { Random } from '../drawing/random.ts'
import { noiseField, planeNoise } from './noise.ts'
import { createRaster, type Field, type Raster } from './raster.ts'

/** Paints the air of a picture: its gradient, clouds, nebulae and stars, over the whole frame. */
export function paintSky(drawing: Drawing, width: number, height: number, random: Random): Raster {
  const raster = createRaster(width, height)
  const horizon = Math.max(2, Math.round((drawing.horizon / drawing.frame.height) * height))
  gradient(raster, drawing, drawing.sky === 'open' ? horizon : height)
  if (drawing.sky === 'space') nebula(raster, drawing, random)
  if (drawing.sky === 'open') {
    if (drawing.light.stars > 1.2) milkyWay(raster, drawing, random.fork('milky way'), horizon)
    if (drawing.light.stars > 0) stars(raster, drawing.light.stars, random.fork('stars'), horizon)
    if (drawing.light.cloudCover > 0.05) clouds(raster, drawing, random.fork('clouds'), horizon)
  }
  if (drawing.sky === 'space') stars(raster, 1.6, random.fork('stars'), height)
  if (drawing.sky === 'underwater') shafts(raster, drawing, random.fork('shafts'))
  if (drawing.sky === 'backdrop') mottle(raster, random.fork('mottle'))
  return raster
}

function gradient(raster: Raster, drawing: Drawing, bottom: number): void {
  const { skyTop, skyMiddle, skyLow } = drawing.light
  for (let y = 0; y < raster.height; y++) {
    const t = Math.min(1, y / bottom)
    const color: Lab =
      t < 0.58 ? mix(skyTop, skyMiddle, ease(t / 0.58)) : mix(skyMiddle, skyLow, ease((t - 0.58) / 0.42))
    const [r, g, b] = toRgb(color)
    for (let i = y * raster.width * 3, end = i + raster.width * 3; i < end; i += 3) {
      raster.data[i] = r
      raster.data[i + 1] = g
      raster.data[i + 2] = b
    }
  }
}

const ease = (t: number) => t * t * (3 - 2 * t) * 0.6 + t * 0.4

/** Clouds on a plane overhead, which gather and flatten towards the horizon, lit from the side of the sun. */
function clouds(raster: Raster, drawing: Drawing, random: Random, horizon: number): void {
  const { width } = raster
  const { light } = drawing
  const unit = Math.min(raster.width, raster.height)
  const height = Math.min(horizon, raster.height)
  const distance = (y: number) => 1 / (0.16 + (0.95 * (horizon - y)) / Math.max(unit * 0.62, horizon))
  const density = planeNoise(
    width,
    height,
    random,
    5,
    y => (2.1 * distance(y)) / unit,
    y => 3.4 * distance(y),
  )
  const lit = toRgb(light.cloudLight)
  const dim = toRgb(light.cloudShade)
  const threshold = 0.72 - light.cloudCover * 0.46
  const reach = Math.max(2, Math.round(unit * 0.012))
  for (let y = 0; y < height; y++) {
    const nearHorizon = Math.min(1, (horizon - y) / (unit * 0.1))
    const soft = 5.2
    for (let x = 0; x < width; x++) {
      const p = y * width + x
      const d = density.data[p]!
      let alpha = (d - threshold) * soft
      if (alpha <= 0) continue
      if (alpha > 1) alpha = 1
      const sx = Math.min(width - 1, Math.max(0, x + reach * light.side * 2))
      const towards = density.data[Math.max(0, y - reach) * width + sx]!
      const thick = Math.min(1, (d - threshold) * 2.4)
      const shade = Math.min(1, Math.max(0, 0.42 + (towards - d) * 3.2 + thick * 0.35))
      alpha *= (0.35 + 0.65 * nearHorizon) * (0.55 + 0.4 * light.cloudCover)
      const i = p * 3
      for (let c = 0; c < 3; c++) {
        const color = lit[c]! + (dim[c]! - lit[c]!) * shade
        raster.data[i + c] = raster.data[i + c]! + (color - raster.data[i + c]!) * alpha + 0.5
      }
    }
  }
}

function stars(raster: Raster, amount: number, random: Random, bottom: number): void {
  const { width, data } = raster
  const unit = Math.min(raster.width, raster.height)
  const height = Math.min(bottom, raster.height)
  const count = Math.min(6000, Math.round((amount * 620 * width * height) / (unit * unit)))
  const size = unit / 1024
  for (let n = 0; n < count; n++) {
    const x = random.next() * width
    const y = random.next() ** 1.25 * height
    const big = random.next() ** 9
    const brightness = (0.16 + 0.55 * random.next() + big * 0.7) * (1 - 0.75 * (y / height) ** 2)
    const radius = (0.55 + big * 1.5) * Math.max(0.9, size)
    const warm = random.between(-0.12, 0.12)
    for (let yy = Math.floor(y - 2 * radius); yy <= y + 2 * radius; yy++) {
      for (let xx = Math.floor(x - 2 * radius); xx <= x + 2 * radius; xx++) {
        if (xx < 0 || yy < 0 || xx >= width || yy >= height) continue
        const fall = Math.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (radius * radius)) * brightness * 255
        const i = (yy * width + xx) * 3
        data[i] = Math.min(255, data[i]! + fall * (1 + warm))
        data[i + 1] = Math.min(255, data[i + 1]! + fall)
        data[i + 2] = Math.min(255, data[i + 2]! + fall * (1 - warm))
      }
    }
  }
}

/** Glowing gas in two colours, gathered in a band across the picture. */
function nebula(raster: Raster, drawing: Drawing, random: Random): void {
  const { width, height, data } = raster
  const unit = Math.min(width, height)
  const fine = noiseField(width, height, random.fork('fine'), { cell: unit * 0.42, octaves: 6, gain: 0.55 })
  const other = noiseField(width, height, random.fork('other'), { cell: unit * 0.5, octaves: 5, gain: 0.55 })
  const one = toRgb(drawing.light.haze)
  const two = toRgb(drawing.light.accent)
  const slope = random.between(-0.7, 0.7)
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const band = Math.abs((y - height / 2 - slope * (x - width / 2)) / unit) * 1.7
      const mask = Math.max(0, 1 - band * band * 0.75)
      const gas = Math.max(0, fine.data[p]! - 0.4) * 3.1 * mask
      const warm = Math.max(0, other.data[p]! - 0.47) * 3.4 * mask * gas
      const i = p * 3
      for (let c = 0; c < 3; c++) {
        const v = data[i + c]! + gas * gas * one[c]! * 0.85 + warm * two[c]! * 0.9
        data[i + c] = Math.min(v, 255)
      }
    }
  }
}

/** The band of our galaxy over a night sky, rising from the horizon. */
function milkyWay(raster: Raster, drawing: Drawing, random: Random, horizon: number): void {
  const { width, data } = raster
  const height = Math.min(horizon, raster.height)
  const unit = Math.min(raster.width, raster.height)
  const dust = noiseField(width, height, random, { cell: unit * 0.22, octaves: 6, gain: 0.6 }).data
  const [r, g, b] = toRgb(mix(drawing.light.skyLow, [0.85, 0.01, -0.03], 0.5))
  const side = drawing.light.side
  const middle = width * (0.5 - 0.1 * side)
  for (let y = 0, p = 0; y < height; y++) {
    const up = (horizon - y) / unit
    for (let x = 0; x < width; x++, p++) {
      const across = ((x - middle) / unit + side * (up - 0.35) * 0.75) * 3.1
      const band = Math.exp(-across * across)
      if (band < 0.02) continue
      const cloud = Math.max(0, dust[p]! - 0.3) * 1.5
      const lane = Math.max(0, 1 - Math.abs(across + (dust[p]! - 0.5) * 2.4) * 2.2) * 0.5
      const a = Math.max(0, band * cloud * (1 - lane)) * Math.min(1, up * 3) * 0.62
      const i = p * 3
      data[i] = data[i]! + (r - data[i]!) * a
      data[i + 1] = data[i + 1]! + (g - data[i + 1]!) * a
      data[i + 2] = data[i + 2]! + (b - data[i + 2]!) * a
    }
  }
}

/** Light falling through water. */
function shafts(raster: Raster, drawing: Drawing, random: Random): void {
  const { width, height, data } = raster
  const unit = Math.min(width, height)
  const strip = noiseField(width * 2, 1, random, { cell: unit * 0.14, octaves: 4, gain: 0.6 })
  const [r, g, b] = toRgb(drawing.light.sun)
  const lean = 0.35 * -drawing.light.side
  for (let y = 0, p = 0; y < height; y++) {
    const depth = y / height
    const fade = (1 - depth) ** 1.6 * 0.55
    for (let x = 0; x < width; x++, p++) {
      const spread = 1 / (1 + depth * 0.8)
      const u = width + (x - width / 2 + lean * y) * spread
      const ray = Math.max(0, strip.data[Math.min(width * 2 - 1, Math.max(0, Math.round(u)))]! - 0.42) * 3.2
      const a = Math.min(0.75, ray * fade)
      const i = p * 3
      data[i] = data[i]! + (r - data[i]!) * a
      data[i + 1] = data[i + 1]! + (g - data[i + 1]!) * a
      data[i + 2] = data[i + 2]! + (b - data[i + 2]!) * a
    }
  }
}

/** The uneven tone of a painted studio wall. */
function mottle(raster: Raster, random: Random): void {
  const unit = Math.min(raster.width, raster.height)
  const tone: Field = noiseField(raster.width, raster.height, random, { cell: unit * 0.3, octaves: 5, gain: 0.6 })
  for (let p = 0; p < tone.data.length; p++) {
    const gain = 0.86 + 0.28 * tone.data[p]!
    for (let i = p * 3; i < p * 3 + 3; i++) raster.data[i] = Math.min(255, raster.data[i]! * gain)
  }
}
