import { mix } from '../drawing/color.ts'
import type { Fill, Layer, Matrix, Shape } from '../drawing/drawing.ts'
import type { Light } from '../drawing/light.ts'

/** Puts the mirror image of a floating thing under it, as a layer just before its own. */
export function mirrorBelow(source: Layer, into: Layer[], waterline: number, light: Light): void {
  const shapes = source.shapes
    .filter(shape => !shape.effect)
    .map((shape): Shape => {
      const [a, b, c, d, e, f] = shape.matrix ?? [1, 0, 0, 1, 0, 0]
      const matrix: Matrix = [a, -b * 0.8, c, -d * 0.8, e, waterline + (waterline - f) * 0.8]
      const dull = (color: Fill): Fill => ({
        ...color,
        color: mix(color.color, light.skyMiddle, 0.5),
        to: color.to && mix(color.to, light.skyMiddle, 0.6),
        opacity: (color.opacity ?? 1) * 0.55,
        toOpacity: (color.toOpacity ?? color.opacity ?? 1) * 0.55,
      })
      return {
        d: shape.d,
        matrix,
        fill: shape.fill && dull(shape.fill),
        stroke: shape.stroke && { ...shape.stroke, opacity: (shape.stroke.opacity ?? 1) * 0.4 },
        effect: true,
      }
    })
  into.splice(into.indexOf(source), 0, { role: 'light', depth: source.depth, shapes })
}
