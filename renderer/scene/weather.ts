import { type Lab, mix } from '../drawing/color.ts'
import type { Drawing, Layer } from '../drawing/drawing.ts'
import { ellipse } from '../drawing/path.ts'
import { createLayer, Pen } from '../drawing/pen.ts'
import { createRandom } from '../drawing/random.ts'

/** What falls or drifts between the viewer and the scene, as layers to draw last. */
export function weatherLayers(drawing: Drawing): Layer[] {
  if (!drawing.outdoors) return []
  const random = createRandom(drawing.seed).fork('weather')
  const layer = createLayer('weather', 1)
  const pen = new Pen(layer, drawing.light, random)
  switch (drawing.weather) {
    case 'rain':
    case 'storm':
      rain(pen, drawing)
      break
    case 'snow':
      snow(pen, drawing)
      break
    case 'fog':
      fog(pen, drawing)
      break
    default:
      return []
  }
  return [layer]
}

function rain(pen: Pen, { frame, light, weather }: Drawing): void {
  const { random } = pen
  const color: Lab = mix(light.skyLow, [0.96, 0, -0.01], 0.6)
  const slant = (weather === 'storm' ? 0.34 : 0.16) * -light.side
  const density = (frame.width * frame.height) / 1e6
  for (const [count, length, width, opacity] of [
    [190, 42, 1.1, 0.32],
    [95, 82, 1.7, 0.36],
  ] as const) {
    let d = ''
    for (let i = 0; i < Math.min(1800, count * density); i++) {
      const x = random.between(-60, frame.width + 60)
      const y = random.between(-60, frame.height)
      const l = length * random.between(0.6, 1.2)
      d += `M${Math.round(x)} ${Math.round(y)}l${Math.round(l * slant)} ${Math.round(l)}`
    }
    pen.line(d, color, width, { raw: true, opacity })
  }
}

function snow(pen: Pen, { frame, light }: Drawing): void {
  const { random } = pen
  const color: Lab = light.time === 'night' ? [0.86, -0.004, -0.02] : [0.985, 0, -0.004]
  const density = (frame.width * frame.height) / 1e6
  for (const [count, size, opacity] of [
    [190, 2.1, 0.7],
    [90, 3.6, 0.8],
    [26, 6.5, 0.6],
    [7, 12, 0.32],
  ] as const) {
    let d = ''
    for (let i = 0; i < Math.min(1800, count * density); i++) {
      const r = size * random.between(0.6, 1.25)
      d += ellipse(random.next() * frame.width, random.next() * frame.height, r)
    }
    pen.paint(d, { color, opacity })
  }
}

function fog(pen: Pen, { frame, light, horizon }: Drawing): void {
  const { random } = pen
  for (let i = 0; i < 5; i++) {
    const y = horizon + (frame.height - horizon) * (i / 5) ** 1.3 - 30
    const h = 60 + i * 26
    const x = random.next() * frame.width
    const w = Math.max(frame.width * 0.6, 560) * random.between(0.7, 1.2)
    pen.glow(ellipse(x, y, w, h), mix(light.haze, [0.95, 0, 0], 0.25), 0.6 - i * 0.07)
  }
}
