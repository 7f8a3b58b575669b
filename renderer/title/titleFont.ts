import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import opentype, { type Font, type PathCommand } from 'opentype.js'

/** A line of text as one SVG path, its baseline at y = 0 and its left edge at x = 0. */
export interface Outline {
  d: string
  width: number
  /** The height of capitals. */
  height: number
}

const SUBSETS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese']

/** Sets titles in the project's own font (Oswald, semi-bold), from the font package and never from the system. */
export class TitleFont {
  readonly #fonts = new Map<string, Font>()

  /** The outline of a text at this size in pixels per em; characters that the font lacks are left out. */
  outline(text: string, size: number): Outline | undefined {
    let x = 0
    let d = ''
    for (const character of text) {
      if (/\s/u.test(character)) {
        x += size * 0.24
        continue
      }
      const font = this.#fontFor(character)
      if (!font) continue
      const glyph = font.charToGlyph(character)
      d += glyph.getPath(x, 0, size).commands.map(toData).join('')
      x += ((glyph.advanceWidth ?? font.unitsPerEm * 0.5) / font.unitsPerEm) * size + size * 0.035
    }
    return d ? { d, width: x - size * 0.035, height: size * 0.81 } : undefined
  }

  #fontFor(character: string): Font | undefined {
    for (const subset of SUBSETS) {
      const font = this.#load(subset)
      if (font.charToGlyphIndex(character) > 0) return font
    }
    return undefined
  }

  #load(subset: string): Font {
    let font = this.#fonts.get(subset)
    if (!font) {
      const file = createRequire(import.meta.url).resolve(`@fontsource/oswald/files/oswald-${subset}-600-normal.woff`)
      const bytes = readFileSync(file)
      font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
      this.#fonts.set(subset, font)
    }
    return font
  }
}

/** One command as SVG path data; the library's own writer makes NaN of fractions near to zero. */
function toData(command: PathCommand): string {
  switch (command.type) {
    case 'M':
    case 'L':
      return `${command.type}${at(command.x, command.y)}`
    case 'Q':
      return `Q${at(command.x1, command.y1)} ${at(command.x, command.y)}`
    case 'C':
      return `C${at(command.x1, command.y1)} ${at(command.x2, command.y2)} ${at(command.x, command.y)}`
    case 'Z':
      return 'Z'
  }
}

const at = (x: number, y: number): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
