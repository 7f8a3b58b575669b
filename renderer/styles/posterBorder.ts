import { type Lab, lighter } from '../drawing/color.ts'
import type { Frame, Shape } from '../drawing/drawing.ts'
import { polygon, rect } from '../drawing/path.ts'
import { createLayer } from '../drawing/pen.ts'
import { composite, createRaster, type Raster } from '../raster/raster.ts'
import { rasterise, toSvg } from '../raster/svg.ts'
import type { TitleFont } from '../title/titleFont.ts'
import { layoutTitle } from '../title/titleLayout.ts'
import { flood } from './finish.ts'

export const PAPER: Lab = [0.955, 0.004, 0.03]

/** The width of the border in frame units. */
const EDGE = 38

/** The height of the panel under the picture, in frame units. */
const panelHeight = (sheet: Frame, title: string | undefined) => Math.min(sheet.height * 0.24, title ? 190 : 74)

/** The size of the picture within the border, in the sheet's units. */
export function posterWindow(sheet: Frame, title: string | undefined): Frame {
  return { width: sheet.width - EDGE * 2, height: sheet.height - EDGE * 2 - panelHeight(sheet, title) }
}

/** A rectangle of pixels. */
export interface PixelBox {
  x: number
  y: number
  width: number
  height: number
}

/** Where the picture lies on a sheet of this size in pixels. */
export function windowPixels(sheet: Frame, title: string | undefined, width: number, height: number): PixelBox {
  const inner = posterWindow(sheet, title)
  const [sx, sy] = [width / sheet.width, height / sheet.height]
  return {
    x: Math.round(EDGE * sx),
    y: Math.round(EDGE * sy),
    width: Math.max(1, Math.round(inner.width * sx)),
    height: Math.max(1, Math.round(inner.height * sy)),
  }
}

/** The part of a picture that lies in a box, centred in what the box leaves out above and below. */
export function cropped(picture: Raster, { x, width, height }: PixelBox): Raster {
  const out = createRaster(width, height)
  const top = Math.floor((picture.height - height) / 2)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + x) * 3
    out.data.set(picture.data.subarray(from, from + width * 3), y * width * 3)
  }
  return out
}

/** Mounts a picture on paper with rules round it, and the title or an ornament in the panel below. */
export async function mounted(
  picture: Raster,
  hole: PixelBox,
  sheet: Frame,
  pixelWidth: number,
  pixelHeight: number,
  font: TitleFont,
  title: string | undefined,
  ink: Lab,
): Promise<Raster> {
  const raster = flood(pixelWidth, pixelHeight, PAPER)
  for (let y = 0; y < hole.height; y++) {
    const row = picture.data.subarray(y * hole.width * 3, (y + 1) * hole.width * 3)
    raster.data.set(row, ((hole.y + y) * pixelWidth + hole.x) * 3)
  }
  const { width, height } = sheet
  const panel = panelHeight(sheet, title)
  const inner = posterWindow(sheet, title)
  const layer = createLayer('foreground', 1)
  layer.shapes.push({ d: rect(EDGE, EDGE, inner.width, inner.height), stroke: { color: ink, width: 6 } })
  layer.shapes.push({ d: rect(16, 16, width - 32, height - 32), stroke: { color: lighter(ink, 0.08), width: 2.5 } })
  const layers = [layer]
  if (title) {
    const words = layoutTitle(
      font,
      title,
      { x: EDGE + 30, y: height - EDGE - panel + 26, width: width - EDGE * 2 - 60, height: panel - 34 },
      ink,
    )
    if (words) layers.push(words)
  } else layer.shapes.push(...ornament(sheet, height - EDGE - panel / 2 + 4, ink))
  composite(
    raster,
    await rasterise(
      toSvg(sheet, raster.width, raster.height, layers, shape => ({ fill: shape.fill, stroke: shape.stroke })),
    ),
  )
  return raster
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
