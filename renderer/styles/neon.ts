import { chromaOf, fromRgb, hueOf, type Lab, lch, toRgb } from '../drawing/color.ts'
import type { Layer, Shape } from '../drawing/drawing.ts'
import { findEdges } from '../raster/edges.ts'
import { blur, composite, createRaster, type Raster, shrink } from '../raster/raster.ts'
import { asIs, type Looks, rasterise, toSvg } from '../raster/svg.ts'
import { paintWater } from '../raster/water.ts'
import { layoutTitle, titleBox } from '../title/titleLayout.ts'
import { addScaled, flood } from './finish.ts'
import { outlined } from './lines.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'
import { waterLayers } from './waterShapes.ts'

const NIGHT: Lab = [0.1, 0.012, -0.035]

/** Glowing outlines against the dark, each in a pure hue near to the thing's own, far ones dimmer. */
export const neon: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const { drawing, width, height } = job
    const looks: Looks = outlined(dark, tube, layer => (layer.role === 'foreground' ? 1.7 : 1.5 + 1.9 * layer.depth))
    const tubes = flood(width, height, [0, 0, 0])
    const put = async (layers: readonly Layer[]) =>
      composite(tubes, await rasterise(toSvg(drawing.frame, width, height, layers, looks)))
    await put(drawing.back)
    if (drawing.water) {
      const black = {
        ...drawing.water,
        color: [0.09, 0.01, -0.03] as const,
        deep: [0.05, 0.005, -0.02] as const,
        mirror: 0.75,
      }
      paintWater(tubes, drawing, black, job.random.fork('water'), 0)
    }
    await put([...waterLayers(drawing).slice(1), ...drawing.front, ...job.weather])
    const words = drawing.title && layoutTitle(job.font, drawing.title, titleBox(drawing.frame), [0.97, 0, 0])
    if (words) {
      const sign: Looks = shape => ({ stroke: { color: lch(0.75, 0.22, 345), width: 5 / (shape.matrix?.[0] ?? 1) } })
      composite(tubes, await rasterise(toSvg(drawing.frame, width, height, [words], sign)))
      composite(tubes, await rasterise(toSvg(drawing.frame, width, height, [words], asIs)), 0.16)
    }
    return glow(tubes)
  },
  async restyle({ picture }: PictureJob): Promise<Raster> {
    const edges = findEdges(picture, unitOf(picture))
    const soft = blur(picture, 4 * unitOf(picture))
    const tubes = createRaster(picture.width, picture.height)
    const hues = new Map<number, readonly [number, number, number]>()
    for (let p = 0; p < edges.data.length; p++) {
      const strength = edges.data[p]!
      if (strength < 0.05) continue
      const i = p * 3
      const key = ((soft.data[i]! >> 3) << 10) | ((soft.data[i + 1]! >> 3) << 5) | (soft.data[i + 2]! >> 3)
      let color = hues.get(key)
      if (!color) {
        color = toRgb(pure(fromRgb(soft.data[i]!, soft.data[i + 1]!, soft.data[i + 2]!)))
        hues.set(key, color)
      }
      for (let c = 0; c < 3; c++) tubes.data[i + c] = color[c]! * strength
    }
    return glow(tubes)
  },
}

/** What lies within an outline: nearly black, with a breath of its colour. */
const dark = (shape: Shape, layer: Layer): Lab => {
  const color = shape.fill?.color ?? NIGHT
  const depth = 0.03 + 0.03 * layer.depth
  return shape.glows
    ? [0.3, color[1] * 0.7, color[2] * 0.7]
    : [0.07 + depth * (0.4 + color[0]), color[1] * 0.22 + 0.004, color[2] * 0.22 - 0.014]
}

const tube = (shape: Shape, layer: Layer): Lab => {
  const color = shape.fill?.color ?? shape.stroke?.color ?? NIGHT
  const bright = pure(color)
  const far = shape.glows ? 1 : layer.role === 'foreground' ? 0.55 : 0.35 + 0.65 * layer.depth
  return [bright[0] * far, bright[1] * far, bright[2] * far]
}

/** The nearest pure hue; greys take cyan or magenta by their lightness. */
function pure(color: Lab): Lab {
  const hue = chromaOf(color) > 0.025 ? hueOf(color) : color[0] > 0.6 ? 205 : color[0] > 0.38 ? 290 : 330
  return lch(hue > 60 && hue < 130 ? 0.86 : 0.74, 0.21, hue)
}

/** Lets the tubes shine: a tight halo, a wide one and a white-hot core. */
function glow(tubes: Raster): Raster {
  const { width, height } = tubes
  const unit = unitOf(tubes)
  const out = flood(width, height, NIGHT)
  const factor = Math.max(1, Math.min(4, Math.floor(Math.min(width, height) / 128)))
  const small = shrink(tubes, factor)
  addScaled(out, blur(small, Math.max(1, (46 * unit) / factor)), factor, 1.3)
  addScaled(out, blur(small, Math.max(1, (9 * unit) / factor)), factor, 0.95)
  const { data } = out
  for (let i = 0; i < data.length; i += 3) {
    const [r, g, b] = [tubes.data[i]!, tubes.data[i + 1]!, tubes.data[i + 2]!]
    const hot = Math.max(0, Math.max(r, g, b) - 190) * 0.55
    data[i] = Math.min(255, data[i]! + r * 0.95 + hot)
    data[i + 1] = Math.min(255, data[i + 1]! + g * 0.95 + hot)
    data[i + 2] = Math.min(255, data[i + 2]! + b * 0.95 + hot)
  }
  return out
}
