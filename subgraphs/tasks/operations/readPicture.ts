import sharp from 'sharp'
import { LIMITS, UPLOAD_TYPES } from '../domain/limits.ts'

/** A picture made anew from what somebody uploaded: upright, sRGB, without any metadata. */
export interface Picture {
  png: Uint8Array
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
}

/** Why bytes were not taken for a picture. */
export type Refused = 'NOT_AN_IMAGE' | 'TOO_LARGE'

/** Reads PNG, JPEG or WebP by what the bytes are, whatever they were called. */
export async function readPicture(bytes: Uint8Array): Promise<Picture | Refused> {
  if (!beginsLikePicture(bytes)) return 'NOT_AN_IMAGE'
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: false })
    const { width, height, format } = await image.metadata()
    if (!Object.values(UPLOAD_TYPES).includes(format)) return 'NOT_AN_IMAGE'
    // Looked at before anything is decoded.
    if (width > LIMITS.uploadSide || height > LIMITS.uploadSide) return 'TOO_LARGE'
    const { data, info } = await image.autoOrient().toColorspace('srgb').png().toBuffer({ resolveWithObject: true })
    return { png: data, width: info.width, height: info.height }
  } catch {
    // The library says no more than that it could not read it.
    return 'NOT_AN_IMAGE'
  }
}

const SIGNATURES = [
  [[0, '89504e470d0a1a0a']],
  [[0, 'ffd8ff']],
  [
    [0, '52494646'],
    [8, '57454250'],
  ],
] as const

/** Other formats that the library knows are not even tried. */
function beginsLikePicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 16))
  const holds = ([at, hex]: readonly [number, string]) => head.toString('hex', at, at + hex.length / 2) === hex
  return SIGNATURES.some(parts => parts.every(holds))
}
