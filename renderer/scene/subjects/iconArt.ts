import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { fromHex, type Lab, mix } from '../../drawing/color.ts'
import { ellipse, rect } from '../../drawing/path.ts'
import type { Habitat } from '../../prompt/habitat.ts'
import { iconHabitat } from '../../prompt/iconNames.ts'
import type { SubjectArt } from './art.ts'

interface IconShape {
  d: string
  color: Lab
  opacity: number
}

/** Pieces of vector art by name, from the icon package. */
export class IconArt {
  #icons: Record<string, { body: string }> | undefined
  readonly #known = new Map<string, SubjectArt>()

  /** The art for a name in the package, fitted to the units of subjects; `undefined` when there is none. */
  async load(name: string): Promise<SubjectArt | undefined> {
    const known = this.#known.get(name)
    if (known) return known
    const body = this.#bodies()[name]?.body
    const habitat = iconHabitat(name)
    if (!body || !habitat) return undefined
    const shapes = parseIcon(body)
    if (shapes.length === 0) return undefined
    const box = await inkBox(shapes)
    const art = artOf(name, shapes, box, habitat)
    this.#known.set(name, art)
    return art
  }

  #bodies(): Record<string, { body: string }> {
    if (!this.#icons) {
      const file = createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji-flat/icons.json')
      this.#icons = JSON.parse(readFileSync(file, 'utf8')).icons as Record<string, { body: string }>
    }
    return this.#icons
  }
}

const ELEMENT = /<(path|circle|ellipse|rect)\b([^>]*?)\/?>/g

/** The filled shapes of an icon's markup; strokes, gradients and filters, which few have, become plain fills. */
function parseIcon(body: string): IconShape[] {
  const plain = body.replace(/<defs>.*?<\/defs>|<(clipPath|mask|filter)\b.*?<\/\1>/gs, '')
  const shapes: IconShape[] = []
  for (const [, kind, text] of plain.matchAll(ELEMENT)) {
    const get = (name: string) => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(text!)?.[1]
    const number = (name: string) => Number(get(name) ?? 0)
    const fill = get('fill')
    if (fill === 'none' || get('transform')) continue
    const color = fill?.startsWith('#') ? fromHex(fill) : fill === undefined ? undefined : fromHex('#999999')
    if (!color) continue
    const d =
      kind === 'path'
        ? get('d')
        : kind === 'rect'
          ? rect(number('x'), number('y'), number('width'), number('height'))
          : ellipse(
              number('cx'),
              number('cy'),
              number(kind === 'circle' ? 'r' : 'rx'),
              number(kind === 'circle' ? 'r' : 'ry'),
            )
    if (d && /^[\d\s.,eE+\-MmLlHhVvCcSsQqTtAaZz]+$/.test(d)) {
      shapes.push({ d, color, opacity: Number(get('opacity') ?? get('fill-opacity') ?? 1) })
    }
  }
  return shapes
}

type Box = readonly [left: number, top: number, right: number, bottom: number]

/** The box that a 32-unit icon's ink fills. */
async function inkBox(shapes: readonly IconShape[]): Promise<Box> {
  const size = 128
  const paths = shapes.map(shape => `<path d="${shape.d}"/>`).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 32 32">${paths}</svg>`
  const { data } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  let [left, top, right, bottom] = [size, size, 0, 0]
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (data[(y * size + x) * 4 + 3]! < 40) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
    }
  }
  const unit = 32 / size
  return [left * unit, top * unit, right * unit, bottom * unit]
}

/** How tall some animals are beside a person, where the usual size would look wrong. */
const HEIGHTS: Readonly<Record<string, number>> = {
  elephant: 1.75,
  giraffe: 2.1,
  mammoth: 1.8,
  horse: 1.25,
  camel: 1.3,
  'two-hump-camel': 1.3,
  sauropod: 2.4,
  't-rex': 2,
  dragon: 2,
  rabbit: 0.6,
  mouse: 0.45,
  rat: 0.45,
  hedgehog: 0.5,
  chipmunk: 0.55,
  duck: 0.55,
  rooster: 0.6,
  butterfly: 0.6,
  honeybee: 0.5,
  snail: 0.45,
  frog: 0.5,
  'japanese-castle': 2.4,
  church: 2.3,
  mosque: 2.2,
  'tokyo-tower': 3,
  'statue-of-liberty': 2.8,
  'ferris-wheel': 2.5,
  volcano: 3,
  'palm-tree': 2.2,
  'shinto-shrine': 1.8,
  locomotive: 1.4,
  ship: 1.5,
  'passenger-ship': 1.7,
  shark: 1.5,
  dolphin: 1.3,
}

/** Icons that face left and are turned to face right like all others. */
function artOf(name: string, shapes: readonly IconShape[], box: Box, habitat: Habitat): SubjectArt {
  const [left, top, right, bottom] = box
  const scale = 100 / Math.max(bottom - top, (right - left) * 0.8)
  const floats = habitat === 'air' || habitat === 'deep' || habitat === 'space'
  const originY = floats ? (top + bottom) / 2 : bottom
  const middle = (left + right) / 2
  return {
    habitats: habitat === 'deep' ? ['deep', 'water'] : [habitat],
    scale: HEIGHTS[name] ?? (habitat === 'table' ? 1.5 : 0.95),
    half: ((right - left) / 2) * scale,
    draw(pen, { color }) {
      const local = pen.withOffset(-middle, -originY, scale, true)
      const main = color && mainColor(shapes)
      for (const shape of shapes) {
        const own = color && main ? recolored(shape.color, main, color) : shape.color
        local.fill(shape.d, own, { shade: 0.9, box, opacity: shape.opacity })
      }
    },
  }
}

/** The colour of the largest path, taking the length of its data for its size. */
function mainColor(shapes: readonly IconShape[]): Lab {
  const weights = new Map<Lab, number>()
  for (const shape of shapes) weights.set(shape.color, (weights.get(shape.color) ?? 0) + shape.d.length)
  return [...weights].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0]
}

/** Moves a colour as the main colour has to move to become the wished one; far colours move less. */
function recolored(own: Lab, main: Lab, wished: Lab): Lab {
  const distance = Math.hypot(own[0] - main[0], (own[1] - main[1]) * 2, (own[2] - main[2]) * 2)
  const pull = Math.max(0, 1 - distance * 2)
  return mix(own, [wished[0] + (own[0] - main[0]) * 0.7, wished[1], wished[2]], pull)
}
