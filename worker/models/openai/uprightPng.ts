import { readStillPicture } from '@atelier/platform/image/readStillPicture.ts'
import sharp from 'sharp'
import { ImageModelError } from '../imageModel.ts'

/**
 * Converts a picture for model servers: a rotated PNG in sRGB, without metadata.
 * @throws ImageModelError when the bytes are no picture.
 */
export async function uprightPng(bytes: Uint8Array): Promise<Uint8Array> {
  const still = readStillPicture(bytes)
  if (still?.format === 'png' && still.orientation === 1) return still.bytes
  try {
    return await sharp(still?.bytes ?? bytes, { limitInputPixels: 64_000_000, failOn: 'error' })
      .autoOrient()
      .toColourspace('srgb')
      .png()
      .toBuffer()
  } catch (cause) {
    throw new ImageModelError('INVALID_IMAGE', 'The image cannot be read: it has to be an intact PNG, JPEG or WebP.', {
      retryable: false,
      cause,
    })
  }
}
