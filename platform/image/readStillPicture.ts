import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'
import type { StillPicture } from './stillPicture.ts'
import { readWebp } from './webp.ts'

/** Reads PNG, JPEG or WebP, detected by content; `undefined` for other formats. */
export function readStillPicture(bytes: Uint8Array): StillPicture | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return readPng(buffer) ?? readJpeg(buffer) ?? readWebp(buffer)
}
