/** The used part of opentype.js; its published types require the DOM types. */
declare module 'opentype.js' {
  export type PathCommand =
    | { type: 'M' | 'L'; x: number; y: number }
    | { type: 'Q'; x1: number; y1: number; x: number; y: number }
    | { type: 'C'; x1: number; y1: number; x2: number; y2: number; x: number; y: number }
    | { type: 'Z' }
  export interface Path {
    commands: PathCommand[]
  }
  export interface Glyph {
    advanceWidth?: number
    getPath(x: number, y: number, fontSize: number): Path
  }
  export interface Font {
    unitsPerEm: number
    charToGlyph(character: string): Glyph
    charToGlyphIndex(character: string): number
  }
  /** The package as Node loads it: CommonJS, with everything on the default export. */
  const opentype: {
    /** Reads a TTF, OTF or WOFF font. */
    parse(buffer: ArrayBuffer): Font
  }
  export default opentype
}
