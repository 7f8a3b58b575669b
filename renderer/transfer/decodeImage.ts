import sharp from 'sharp'
import type { Raster } from '../raster/raster.ts'
import { RenderError } from '../request/renderError.ts'

/** Maximum pixels of a picture; larger ones are rejected before decoding. */
const MAX_PIXELS = 64_000_000
const FORMATS = new Set(['png', 'jpeg', 'webp'])

/**
 * Decodes a PNG, JPEG or WebP, rotated by its EXIF orientation, cropped and scaled to cover the size in pixels;
 * transparency becomes white.
 */
export async function decodeImage(bytes: Uint8Array, width: number, height: number): Promise<Raster> {
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    const { format } = await image.metadata()
    if (!format || !FORMATS.has(format)) throw new Error(`The format ${format ?? 'unknown'} is not accepted`)
    const data = await image
      .autoOrient()
      .resize(width, height, { fit: 'cover' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer()
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  } catch (cause) {
    throw new RenderError('INVALID_IMAGE', 'The image cannot be read: it has to be an intact PNG, JPEG or WebP.', {
      retryable: false,
      cause,
    })
  }
}
