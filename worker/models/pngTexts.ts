import { chunkOf } from '@atelier/platform/image/png.ts'

const SIGNATURE_BYTES = 8
const HEADER_CHUNK_BYTES = 25

/**
 * Writes texts into a PNG after its header, by key: `tEXt` for Latin-1, else `iTXt` (UTF-8).
 *
 * Keys are 1 to 79 printable ASCII characters, as the PNG specification requires; NUL, which no text chunk may hold,
 * becomes a space.
 */
export function writePngTexts(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array {
  const at = SIGNATURE_BYTES + HEADER_CHUNK_BYTES
  const chunks = Object.entries(texts).map(([key, text]) => textChunk(key, text.toWellFormed().replaceAll('\0', ' ')))
  return Buffer.concat([png.subarray(0, at), ...chunks, png.subarray(at)])
}

function textChunk(key: string, text: string): Buffer {
  if (/^[\n\x20-\x7e\xa0-\xff]*$/.test(text)) return chunkOf('tEXt', Buffer.from(`${key}\0${text}`, 'latin1'))
  // After the key: not compressed (two bytes), no language, no translated key.
  return chunkOf('iTXt', Buffer.concat([Buffer.from(`${key}\0\0\0\0\0`, 'latin1'), Buffer.from(text, 'utf8')]))
}

/** The texts of `writePngTexts`, by key. */
export function readPngTexts(png: Uint8Array): Record<string, string> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  const texts: Record<string, string> = {}
  for (let at = SIGNATURE_BYTES; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const data = bytes.subarray(at + 8, at + 8 + length)
    const end = data.indexOf(0)
    if (type === 'tEXt') texts[data.toString('latin1', 0, end)] = data.toString('latin1', end + 1)
    if (type === 'iTXt') {
      const language = data.indexOf(0, end + 3)
      const translated = data.indexOf(0, language + 1)
      texts[data.toString('latin1', 0, end)] = data.toString('utf8', translated + 1)
    }
    at += length + 12
  }
  return texts
}
