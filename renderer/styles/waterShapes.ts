import { type Lab, lighter, mix } from '../drawing/color.ts'
import type { Drawing, Fill, Layer } from '../drawing/drawing.ts'
import { rect } from '../drawing/path.ts'
import { createLayer, Pen } from '../drawing/pen.ts'
import { createRandom } from '../drawing/random.ts'

/** Water as drawn shapes, for the styles that do not paint it: a plane with lenses of light that grow towards the viewer. */
export function waterLayers(drawing: Drawing): Layer[] {
  const { water, frame, light, focus } = drawing
  if (!water) return []
  const random = createRandom(drawing.seed).fork('water shapes')
  const plane = createLayer('land', 0.5)
  const pen = new Pen(plane, light, random)
  const depth = frame.height - water.top
  pen.paint(rect(-10, water.top, frame.width + 20, depth + 10), {
    color: mix(water.deep, light.skyMiddle, 0.5),
    to: water.deep,
    along: [0, 0, 0, 1],
  })
  const ripples = createLayer('land', 0.55)
  const brush = new Pen(ripples, light, random)
  const count = Math.min(260, Math.round(46 * Math.max(1, frame.width / 1000)))
  const shine: Lab = mix(light.sun, light.skyLow, 0.4)
  const lampX = light.spot?.x ?? frame.width - focus.x
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

/** What stands above the water as its mirror image, paler, for the styles that draw their water. */
export function mirroredLayers({ water, back }: Drawing): Layer[] {
  if (!water || water.mirror < 0.3) return []
  const { top, color } = water
  const paler = (fill: Fill): Fill => ({
    color: mix(fill.color, color, 0.45),
    to: fill.to && mix(fill.to, color, 0.45),
  })
  return back
    .filter(layer => layer.role === 'land' || layer.role === 'subject')
    .map(layer => ({
      role: 'land',
      depth: layer.depth,
      shapes: layer.shapes
        .filter(shape => !shape.effect && (shape.fill?.opacity ?? 1) > 0.6)
        .map(shape => {
          const [a, b, c, d, e, f] = shape.matrix ?? [1, 0, 0, 1, 0, 0]
          return {
            d: shape.d,
            matrix: [a, -b, c, -d, e, 2 * top - f],
            fill: shape.fill && paler(shape.fill),
            stroke: shape.stroke && { ...shape.stroke, color: mix(shape.stroke.color, color, 0.45) },
          }
        }),
    }))
}
