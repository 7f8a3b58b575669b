import { type Lab, lighter, mix, saturate, toRgb } from '../color.ts'
import { kuwahara } from '../raster/kuwahara.ts'
import { noiseField } from '../raster/noise.ts'
import { extractPalette, mapToPalette } from '../raster/palette.ts'
import { composite, type Raster } from '../raster/raster.ts'
import { rasterise, toSvg } from '../raster/svg.ts'
import type { Drawing, Frame, Shape } from '../scene/drawing.ts'
import { polygon, rect } from '../scene/path.ts'
import { createLayer } from '../scene/pen.ts'
import { layTitle } from '../title/setTitle.ts'
import type { TitleFont } from '../title/titleOutline.ts'
import { flood, overlay } from './finish.ts'
import { smoothSteps } from './flat.ts'
import { flatLayers, flatLooks } from './flatLooks.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

const INKS = 9
const PAPER: Lab = [0.955, 0.004, 0.03]

/** Bold screen-printed tones: few strong inks, rays behind the light, grain of the print, a border with the title. */
export const poster: Style = {
  async draw(job: SceneJob): Promise<Raster> {
    const { drawing, width, height } = job
    const raster = flood(width, height, drawing.light.skyMiddle)
    const layers = flatLayers(job, 5)
    if (drawing.sky === 'open') layers[0]!.shapes.push(...rays(drawing))
    await overlay(raster, job, layers, flatLooks(layers, INKS, job, bold))
    print(raster, job)
    await border(raster, drawing.frame, job.font, drawing.title, inkOf(drawing))
    return raster
  },
  async restyle({ picture, random, font, title }: PictureJob): Promise<Raster> {
    const unit = unitOf(picture)
    const patches = kuwahara(picture, 5 * unit)
    const palette = extractPalette(patches, INKS - 2, random).map(bold)
    mapToPalette(patches, palette)
    const raster = smoothSteps(patches, palette, unit)
    print(raster, { random })
    const frame =
      picture.width < picture.height
        ? { width: 1000, height: (1000 * picture.height) / picture.width }
        : { width: (1000 * picture.width) / picture.height, height: 1000 }
    await border(raster, frame, font, title, palette[0]!)
    return raster
  },
}

/** Stronger contrast and chroma, as opaque inks have. */
const bold = (color: Lab): Lab => {
  const l = color[0] < 0.5 ? color[0] * 0.86 : 0.5 + (color[0] - 0.5) * 1.1 + 0.015
  return saturate([Math.min(0.97, l), color[1], color[2]], 1.25)
}

const inkOf = ({ light }: Drawing): Lab => {
  const dark = mix(light.shade, light.skyTop, 0.4)
  return saturate([Math.min(0.32, dark[0]), dark[1], dark[2]], 1.2)
}

/** Broad rays from the light, or from where it would be, in the tones of the sky. */
function rays({ frame, light, horizon, focus }: Drawing): Shape[] {
  const { x, y } = light.spot ?? { x: frame.width - focus.x, y: horizon * 0.8 }
  const reach = frame.width + frame.height
  const count = 22
  return Array.from({ length: count / 2 }, (_, i) => {
    const at = (k: number) => {
      const a = (k / count) * Math.PI * 2 + 0.1
      return [x + Math.cos(a) * reach, y + Math.sin(a) * reach] as const
    }
    const color = lighter(light.skyLow, 0.02)
    return { d: polygon([[x, y], at(i * 2), at(i * 2 + 1)]), fill: { color, opacity: 0.2 } }
  })
}

/** The grain of a screen print: ink that takes a little unevenly, and inks a hair out of register. */
function print(raster: Raster, { random }: Pick<SceneJob, 'random'>): void {
  const { width, height, data } = raster
  const unit = unitOf(raster)
  const tooth = noiseField(width, height, random.fork('print'), {
    cell: Math.max(1.2, 3 * unit),
    octaves: 3,
    gain: 0.9,
  })
  const wear = noiseField(width, height, random.fork('wear'), { cell: 130 * unit, octaves: 4, gain: 0.6 })
  const [r, g, b] = toRgb(PAPER)
  const shift = Math.max(1, Math.round(1.6 * unit)) * 3
  for (let i = data.length - 3; i >= shift; i -= 3) {
    data[i] = data[i - shift]!
    const p = i / 3
    const bare = tooth.data[p]! * 0.62 + wear.data[p]! * 0.38
    const a = bare > 0.65 ? Math.min(0.42, (bare - 0.65) * 4.5) : 0.02
    data[i] = data[i]! + (r - data[i]!) * a
    data[i + 1] = data[i + 1]! + (g - data[i + 1]!) * a
    data[i + 2] = data[i + 2]! + (b - data[i + 2]!) * a
  }
}

/** A paper border with a rule, and a panel for the title if there is one. */
async function border(
  raster: Raster,
  frame: Frame,
  font: TitleFont,
  title: string | undefined,
  ink: Lab,
): Promise<void> {
  const edge = 38
  const panel = Math.min(frame.height * 0.24, title ? 190 : 74)
  const { width, height } = frame
  const layer = createLayer('foreground', 1)
  const inner = { x: edge, y: edge, width: width - edge * 2, height: height - edge * 2 - panel }
  const hole = `M${inner.x} ${inner.y}v${inner.height}h${inner.width}v${-inner.height}Z`
  layer.shapes.push({ d: rect(-5, -5, width + 10, height + 10) + hole, fill: { color: PAPER } })
  layer.shapes.push({ d: rect(inner.x, inner.y, inner.width, inner.height), stroke: { color: ink, width: 6 } })
  layer.shapes.push({ d: rect(16, 16, width - 32, height - 32), stroke: { color: lighter(ink, 0.08), width: 2.5 } })
  const layers = [layer]
  if (title) {
    const words = layTitle(
      font,
      title,
      { x: edge + 30, y: height - edge - panel + 26, width: width - edge * 2 - 60, height: panel - 34 },
      ink,
    )
    if (words) layers.push(words)
  } else layer.shapes.push(...ornament(frame, height - edge - panel / 2 + 4, ink))
  composite(
    raster,
    await rasterise(
      toSvg(frame, raster.width, raster.height, layers, shape => ({ fill: shape.fill, stroke: shape.stroke })),
    ),
  )
}

/** What stands in the panel of a poster without words: a rule with three diamonds. */
function ornament({ width }: Frame, y: number, ink: Lab): Shape[] {
  const middle = width / 2
  const reach = Math.min(300, width * 0.32)
  const diamond = (x: number, r: number) =>
    polygon([
      [x - r, y],
      [x, y - r],
      [x + r, y],
      [x, y + r],
    ])
  return [
    {
      d: `M${middle - reach} ${y}H${middle - 64}M${middle + 64} ${y}H${middle + reach}`,
      stroke: { color: ink, width: 3 },
    },
    { d: diamond(middle, 17) + diamond(middle - 40, 9) + diamond(middle + 40, 9), fill: { color: ink } },
  ]
}
