import { type Lab, mix, toRgb } from '../drawing/color.ts'
import type { Drawing, Frame, Layer } from '../drawing/drawing.ts'
import { ellipse, rect } from '../drawing/path.ts'
import { createLayer } from '../drawing/pen.ts'
import { findEdges } from '../raster/edges.ts'
import { noiseField } from '../raster/noise.ts'
import { composite, createRaster, luminance, type Raster } from '../raster/raster.ts'
import { rasterise, toSvg } from '../raster/svg.ts'
import { layoutTitle, titleBox } from '../title/titleLayout.ts'
import { flood } from './finish.ts'
import { outlined } from './lines.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'
import { waterLayers } from './waterShapes.ts'

const GROUND: Lab = [0.41, -0.025, -0.13]
const LINE: Lab = [0.97, -0.008, -0.012]

/** White construction lines on blue: outlines, a grid, centre lines, measures and a drawing frame. */
export const blueprint: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const { drawing, width, height, font } = job
    const { frame } = drawing
    const sheet = flood(width, height, GROUND)
    const line = (depth: number) => mix(GROUND, LINE, 0.4 + 0.58 * depth)
    const looks = outlined(
      (shape, layer) =>
        shape.glows ? mix(GROUND, LINE, 0.1) : mix(GROUND, [0.33, -0.02, -0.11], 0.25 + 0.3 * layer.depth),
      (_, layer) => line(layer.role === 'weather' ? 0.25 : layer.depth),
      layer => (layer.role === 'subject' ? 2.7 : 1.1 + 0.9 * layer.depth),
    )
    const layers = [...drawing.back, ...waterLayers(drawing), ...drawing.front, ...job.weather]
    composite(
      sheet,
      await rasterise(toSvg(frame, width, height, [grid(frame, 0.16)], shape => ({ stroke: shape.stroke }))),
    )
    composite(sheet, await rasterise(toSvg(frame, width, height, layers, looks)), 0.92)
    const drafting = [grid(frame, 0.07), measures(drawing), border(frame)]
    composite(
      sheet,
      await rasterise(toSvg(frame, width, height, drafting, shape => ({ stroke: shape.stroke, fill: shape.fill }))),
    )
    const words = drawing.title && layoutTitle(font, drawing.title, titleBox(frame), LINE)
    if (words)
      composite(
        sheet,
        await rasterise(
          toSvg(frame, width, height, [words], shape => ({
            fill: { color: LINE, opacity: 0.22 },
            stroke: { color: LINE, width: 3.4 / (shape.matrix?.[0] ?? 1) },
          })),
        ),
      )
    return paperWear(sheet, job.random)
  },
  async restyle({ picture, random }: PictureJob): Promise<Raster> {
    const { width, height } = picture
    const frame: Frame =
      width >= height
        ? { width: (1000 * width) / height, height: 1000 }
        : { width: 1000, height: (1000 * height) / width }
    const edges = findEdges(picture, unitOf(picture))
    const tone = luminance(picture)
    const out = createRaster(width, height)
    const ground = toRgb(GROUND)
    const white = toRgb(LINE)
    for (let p = 0; p < edges.data.length; p++) {
      const a = Math.min(1, edges.data[p]! * 0.95 + tone.data[p]! * 0.16)
      for (let c = 0; c < 3; c++) out.data[p * 3 + c] = ground[c]! * 0.86 + (white[c]! - ground[c]! * 0.86) * a
    }
    composite(
      out,
      await rasterise(
        toSvg(frame, width, height, [grid(frame, 0.14), border(frame)], shape => ({
          stroke: shape.stroke,
          fill: shape.fill,
        })),
      ),
    )
    return paperWear(out, random)
  },
}

/** Squared paper: fine lines every 25 units, stronger ones every 125. */
function grid(frame: Frame, opacity: number): Layer {
  const layer = createLayer('light', 0)
  for (const [step, width, strength] of [
    [25, 0.9, 0.55],
    [125, 1.5, 1],
  ] as const) {
    let d = ''
    for (let x = step; x < frame.width; x += step) d += `M${x} 0V${Math.round(frame.height)}`
    for (let y = step; y < frame.height; y += step) d += `M0 ${y}H${Math.round(frame.width)}`
    layer.shapes.push({ d, stroke: { color: LINE, width, opacity: opacity * strength } })
  }
  return layer
}

/** Centre lines through the focus, a circle round it, a measure at the side. */
function measures({ frame, focus, horizon }: Drawing): Layer {
  const layer = createLayer('light', 1)
  const put = (d: string, width = 1.2, opacity = 0.55) =>
    layer.shapes.push({ d, stroke: { color: LINE, width, opacity } })
  const dash = (x1: number, y1: number, x2: number, y2: number) => {
    const length = Math.hypot(x2 - x1, y2 - y1)
    let d = ''
    for (let t = 0; t < length; t += 34) {
      const at = (s: number) =>
        `${Math.round(x1 + ((x2 - x1) * Math.min(s, length)) / length)} ${Math.round(y1 + ((y2 - y1) * Math.min(s, length)) / length)}`
      d += `M${at(t)}L${at(t + 20)}M${at(t + 25)}L${at(t + 28)}`
    }
    put(d)
  }
  dash(focus.x, 40, focus.x, frame.height - 40)
  dash(40, Math.min(horizon, frame.height - 60), frame.width - 40, Math.min(horizon, frame.height - 60))
  const r = Math.min(focus.radius, frame.width * 0.4)
  put(ellipse(focus.x, focus.y * 0.85, r), 1.1, 0.42)
  const x = focus.x > frame.width / 2 ? frame.width - 62 : 62
  put(
    `M${x} ${focus.y * 0.85 - r}V${focus.y * 0.85 + r}M${x - 12} ${focus.y * 0.85 - r}h24M${x - 12} ${focus.y * 0.85 + r}h24`,
    1.6,
    0.75,
  )
  for (let i = 1; i < 10; i++)
    put(`M${x - (i === 5 ? 10 : 5)} ${focus.y * 0.85 - r + (i * r) / 5}h${i === 5 ? 20 : 10}`, 1.2, 0.6)
  return layer
}

/** The sheet's frame with an empty title block. */
function border({ width, height }: Frame): Layer {
  const layer = createLayer('foreground', 1)
  const put = (d: string, w: number) => layer.shapes.push({ d, stroke: { color: LINE, width: w, opacity: 0.9 } })
  put(rect(18, 18, width - 36, height - 36), 3.4)
  put(rect(28, 28, width - 56, height - 56), 1.2)
  const [bw, bh] = [210, 74]
  layer.shapes.push({
    d: rect(width - 28 - bw, height - 28 - bh, bw, bh),
    fill: { color: GROUND, opacity: 0.85 },
    stroke: { color: LINE, width: 1.6, opacity: 0.9 },
  })
  const [x, y] = [width - 28 - bw, height - 28 - bh]
  put(`M${x} ${y + 26}h${bw}M${x} ${y + 50}h${bw}M${x + 74} ${y + 26}v${bh - 26}M${x + 142} ${y + 26}v${bh - 26}`, 1)
  put(
    `M${x + 12} ${y + 14}h96M${x + 12} ${y + 38}h44M${x + 84} ${y + 38}h40M${x + 152} ${y + 38}h44M${x + 12} ${y + 62}h36M${x + 84} ${y + 62}h46M${x + 152} ${y + 62}h30`,
    2,
  )
  return layer
}

/** The uneven blue of an old print. */
function paperWear(sheet: Raster, random: SceneJob['random']): Raster {
  const { width, height, data } = sheet
  const unit = unitOf(sheet)
  const cloud = noiseField(width, height, random.fork('cloud'), { cell: 240 * unit, octaves: 6, gain: 0.62 }).data
  for (let p = 0; p < cloud.length; p++) {
    const gain = 0.88 + 0.26 * cloud[p]!
    for (let i = p * 3; i < p * 3 + 3; i++) data[i] = Math.min(255, data[i]! * gain)
  }
  return sheet
}
