import { type Lab, lighter, mix } from '../color.ts'
import { createRandom } from '../random.ts'
import type { Drawing, Layer } from './drawing.ts'
import { rect } from './path.ts'
import { createLayer, Pen } from './pen.ts'

/** Water as drawn shapes, for the styles that do not paint it: a plane with lenses of light that grow towards the viewer. */
export function waterLayers(drawing: Drawing): Layer[] {
  const { water, frame, light, focus } = drawing
  if (!water) return []
  const random = createRandom(drawing.seed).fork('water shapes')
  const plane = createLayer('land', 0.5)
  const pen = new Pen(plane, light, random)
  const depth = frame.height - water.top
  pen.paint(rect(-10, water.top, frame.width + 20, depth + 10), {
    color: mix(water.color, light.skyMiddle, 0.3),
    to: water.deep,
    along: [0, 0, 0, 1],
  })
  const ripples = createLayer('land', 0.55)
  const brush = new Pen(ripples, light, random)
  const count = Math.min(260, Math.round(46 * Math.max(1, frame.width / 1000)))
  const shine: Lab = mix(light.sun, light.skyLow, 0.4)
  const lampX = frame.width - focus.x
  for (let i = 0; i < count; i++) {
    const t = random.next() ** 1.5
    const y = water.top + 8 + depth * t
    const towardsLight = random.chance(0.45)
    const x = towardsLight ? lampX + random.between(-1, 1) * (40 + 130 * t) : random.next() * frame.width
    const w = (26 + 130 * t) * random.between(0.5, 1.2)
    const h = (1.4 + 8 * t) * (0.6 + water.roughness)
    const color = towardsLight ? shine : random.chance(0.5) ? lighter(water.color, 0.07) : lighter(water.deep, -0.03)
    brush.paint(`M${x - w} ${y}Q${x} ${y - h} ${x + w} ${y}Q${x} ${y + h} ${x - w} ${y}Z`, { color })
  }
  return [plane, ripples]
}
