import sharp from 'sharp'
import { ImageModelError } from '../imageModel.ts'

/**
 * Converts a picture of any format and size to a PNG of exactly that size, filling it.
 * @throws ImageModelError when the bytes are no picture.
 */
export async function toExactPng(bytes: Uint8Array, size: { width: number; height: number }): Promise<Buffer> {
  try {
    return await sharp(bytes, { limitInputPixels: 64_000_000 })
      .resize(size.width, size.height, { fit: 'cover' })
      .png()
      .toBuffer()
  } catch (cause) {
    throw new ImageModelError('MODEL_BAD_ANSWER', 'The model server returned no picture.', {
      retryable: true,
      cause,
    })
  }
}
