import { type Lab, mix, saturate } from '../drawing/color.ts'
import type { Drawing, Fill, Layer, Shape } from '../drawing/drawing.ts'
import { rect } from '../drawing/path.ts'
import { createLayer } from '../drawing/pen.ts'
import { clusterColors, nearest } from '../raster/palette.ts'
import type { Look, Looks } from '../raster/svg.ts'
import type { SceneJob } from './style.ts'
import { mirroredLayers, waterLayers } from './waterShapes.ts'

/** The one colour that a fill comes to when it may not run. */
export const evenColor = (fill: Fill): Lab => (fill.to ? mix(fill.color, fill.to, 0.4) : fill.color)

/** The scene as layers of even shapes: sky bands, back, drawn water, front and weather. */
export function flatLayers(job: SceneJob, bands = 6): Layer[] {
  const { drawing, weather } = job
  const [plane, ...ripples] = waterLayers(drawing)
  const water = plane ? [plane, ...mirroredLayers(drawing), ...ripples] : []
  return [skyBands(drawing, bands), ...drawing.back, ...water, ...drawing.front, ...weather]
}

/** The sky as horizontal steps of colour, or one even ground where there is no sky. */
function skyBands({ frame, light, horizon, sky }: Drawing, count: number): Layer {
  const layer = createLayer('light', 0)
  const bottom = sky === 'open' ? horizon : frame.height
  for (let i = 0; i < count; i++) {
    const t = i / (count - 1)
    const color = t < 0.5 ? mix(light.skyTop, light.skyMiddle, t * 2) : mix(light.skyMiddle, light.skyLow, t * 2 - 1)
    const y = i === 0 ? -10 : (bottom * i) / count
    layer.shapes.push({ d: rect(-10, y, frame.width + 20, frame.height + 20 - y), fill: { color } })
  }
  return layer
}

/**
 * Looks that paint each shape in the one of `count` even colours that is nearest to its own. The first layer, the sky,
 * keeps its steps.
 */
export function flatLooks(
  layers: readonly Layer[],
  count: number,
  job: SceneJob,
  boost: (color: Lab) => Lab = color => saturate(color, 1.12),
): Looks {
  const colors: Lab[] = []
  for (const layer of layers.slice(1)) {
    for (const shape of layer.shapes) {
      if (shape.effect) continue
      const color = shape.fill ? evenColor(shape.fill) : shape.stroke?.color
      const weight = layer.role === 'subject' ? 6 : 1
      if (color) for (let i = 0; i < weight; i++) colors.push(boost(color))
    }
  }
  const palette = colors.length > 0 ? clusterColors(colors, count, job.random.fork('flat')) : []
  const even = (color: Lab, layer: Layer): Lab =>
    layer === layers[0] || palette.length === 0 ? boost(color) : palette[nearest(palette, boost(color))]!
  return (shape: Shape, layer: Layer): Look | undefined => {
    if (shape.effect) return undefined
    const opacity = shape.fill?.opacity
    return {
      fill: shape.fill && {
        color: even(evenColor(shape.fill), layer),
        opacity: opacity !== undefined && opacity < 0.8 ? opacity : undefined,
      },
      stroke: shape.stroke && { ...shape.stroke, color: even(shape.stroke.color, layer) },
    }
  }
}
