import type { Lab } from '../drawing/color.ts'
import type { Layer, Shape } from '../drawing/drawing.ts'
import { createField, type Field } from '../raster/raster.ts'
import { type Look, type Looks, rasterise, toSvg } from '../raster/svg.ts'
import type { SceneJob } from './style.ts'

/** How thick a line has to be in a shape's own units to measure `width` in the frame's. */
function ownWidth(shape: Shape, width: number): number {
  if (!shape.matrix) return width
  const [a, b, c, d] = shape.matrix
  return width / Math.max(0.001, Math.sqrt(Math.abs(a * d - b * c)))
}

/** Path data longer than this holds many small forms, which take thinner lines. */
const FINE_WORK = 2500

/** Looks that draw every shape as an outline which hides what lies behind it. */
export function outlined(
  paper: (shape: Shape, layer: Layer) => Lab,
  ink: (shape: Shape, layer: Layer) => Lab,
  weight: (layer: Layer) => number,
): Looks {
  return (shape, layer): Look | undefined => {
    if (shape.effect || (shape.fill?.opacity ?? 1) < 0.35) return undefined
    const fine = shape.d.length > FINE_WORK ? 0.5 : 1
    const width = ownWidth(shape, weight(layer) * fine)
    const color = ink(shape, layer)
    if (shape.stroke && !shape.fill) {
      return { stroke: { color, width: Math.min(shape.stroke.width, width * 1.4), opacity: shape.stroke.opacity } }
    }
    return { fill: { color: paper(shape, layer) }, stroke: { color, width } }
  }
}

/** The outlines of a scene as ink coverage, 0..1; clouds are left to tone. */
export async function sceneLines(
  job: SceneJob,
  weight: (layer: Layer) => number,
  extra: readonly Layer[] = [],
): Promise<Field> {
  const looks = outlined(
    () => [1, 0, 0],
    () => [0, 0, 0],
    weight,
  )
  const { drawing, width, height } = job
  const back = drawing.back.filter(layer => layer.role !== 'cloud')
  const layers = [...back, ...extra, ...drawing.front]
  const pixels = await rasterise(toSvg(drawing.frame, width, height, layers, looks))
  const field = createField(width, height)
  for (let p = 0; p < field.data.length; p++) field.data[p] = ((255 - pixels[p * 4]!) * pixels[p * 4 + 3]!) / 65025
  return field
}
