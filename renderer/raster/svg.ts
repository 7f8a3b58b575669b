import sharp from 'sharp'
import { toHex } from '../drawing/color.ts'
import type { Fill, Frame, Layer, Shape } from '../drawing/drawing.ts'

/** How a style draws one shape; `undefined` leaves it out. */
export interface Look {
  fill?: Fill
  stroke?: { color: Fill['color']; width: number; opacity?: number }
}

export type Looks = (shape: Shape, layer: Layer) => Look | undefined

/** The shape as the scene has it; painted skies bring their own clouds. */
export const asIs: Looks = (shape, layer) =>
  layer.role === 'cloud' ? undefined : { fill: shape.fill, stroke: shape.stroke }

/** An SVG document of the layers; only numbers and known words get into it, never text from a prompt. */
export function toSvg(frame: Frame, width: number, height: number, layers: readonly Layer[], looks: Looks): string {
  const defs: string[] = []
  const gradients = new Map<string, string>()
  const body: string[] = []
  for (const layer of layers) {
    for (const shape of layer.shapes) {
      const look = looks(shape, layer)
      if (!look || (!look.fill && !look.stroke)) continue
      body.push(element(shape, look, fill => paint(fill, defs, gradients)))
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${num(frame.width)} ${num(frame.height)}" preserveAspectRatio="none">` +
    `<defs>${defs.join('')}</defs>${body.join('')}</svg>`
  )
}

function element(shape: Shape, look: Look, paintOf: (fill: Fill) => string): string {
  const { fill, stroke } = look
  let attributes = fill ? paintOf(fill) : ' fill="none"'
  if (stroke) {
    attributes += ` stroke="${toHex(stroke.color)}" stroke-width="${num(stroke.width)}" stroke-linejoin="round" stroke-linecap="round"`
    if (stroke.opacity !== undefined) attributes += ` stroke-opacity="${num(stroke.opacity)}"`
  }
  if (shape.matrix) attributes += ` transform="matrix(${shape.matrix.map(num).join(' ')})"`
  return `<path d="${shape.d}"${attributes}/>`
}

function paint(fill: Fill, defs: string[], known: Map<string, string>): string {
  if (!fill.to) return ` fill="${toHex(fill.color)}"${opacity('fill-opacity', fill.opacity)}`
  const stops =
    `<stop offset="0" stop-color="${toHex(fill.color)}"${opacity('stop-opacity', fill.opacity)}/>` +
    `<stop offset="1" stop-color="${toHex(fill.to)}"${opacity('stop-opacity', fill.toOpacity ?? fill.opacity)}/>`
  const line = fill.along ?? [0, 0, 0, 1]
  const key = `${stops}${line}${fill.userSpace ?? ''}`
  let id = known.get(key)
  if (!id) {
    id = `g${known.size}`
    known.set(key, id)
    defs.push(
      line === 'radial'
        ? `<radialGradient id="${id}">${stops}</radialGradient>`
        : `<linearGradient id="${id}" x1="${num(line[0])}" y1="${num(line[1])}" x2="${num(line[2])}" y2="${num(line[3])}"` +
            `${fill.userSpace ? ' gradientUnits="userSpaceOnUse"' : ''}>${stops}</linearGradient>`,
    )
  }
  return ` fill="url(#${id})"`
}

const num = (value: number): number => Math.round(value * 1000) / 1000

const opacity = (name: string, value: number | undefined) =>
  value === undefined || value === 1 ? '' : ` ${name}="${num(value)}"`

/** The pixels of an SVG document: RGBA, not premultiplied. */
export async function rasterise(svg: string): Promise<Uint8Array> {
  return sharp(Buffer.from(svg), { unlimited: true }).ensureAlpha().raw().toBuffer()
}
