import { type Lab, lighter, mix, saturate, toRgb } from '../drawing/color.ts'
import type { Drawing, Shape } from '../drawing/drawing.ts'
import { frameOf } from '../drawing/frame.ts'
import { polygon } from '../drawing/path.ts'
import { kuwahara } from '../raster/kuwahara.ts'
import { noiseField } from '../raster/noise.ts'
import { extractPalette, mapToPalette } from '../raster/palette.ts'
import type { Raster } from '../raster/raster.ts'
import { flood, overlay } from './finish.ts'
import { smoothSteps } from './flat.ts'
import { flatLayers, flatLooks } from './flatLooks.ts'
import { cropped, mounted, PAPER, posterWindow, windowPixels } from './posterBorder.ts'
import { type PictureJob, type SceneJob, type Style, unitOf } from './style.ts'

const INKS = 12

/** Bold screen-printed tones: few strong inks, rays behind the light, grain of the print, a border with the title. */
export const poster: Style = {
  window: posterWindow,
  async draw(job: SceneJob): Promise<Raster> {
    const { drawing, width, height } = job
    const sheet = frameOf(width, height)
    const hole = windowPixels(sheet, drawing.title, width, height)
    const raster = flood(hole.width, hole.height, drawing.light.skyMiddle)
    const layers = flatLayers(job, 5)
    if (drawing.sky === 'open') layers[0]!.shapes.push(...rays(drawing))
    const inner = { ...job, width: hole.width, height: hole.height }
    await overlay(raster, inner, layers, flatLooks(layers, INKS, job, bold))
    print(raster, job)
    return mounted(raster, hole, sheet, width, height, job.font, drawing.title, inkOf(drawing))
  },
  async restyle({ picture, random, font, title }: PictureJob): Promise<Raster> {
    const { width, height } = picture
    const sheet = frameOf(width, height)
    const hole = windowPixels(sheet, title, width, height)
    const unit = unitOf(picture)
    const patches = kuwahara(cropped(picture, hole), 5 * unit)
    const palette = extractPalette(patches, INKS - 4, random).map(bold)
    mapToPalette(patches, palette)
    const raster = smoothSteps(patches, palette, unit)
    print(raster, { random })
    return mounted(raster, hole, sheet, width, height, font, title, palette[0]!)
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
