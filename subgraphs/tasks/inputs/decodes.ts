import type { StillPicture } from '@atelier/platform/image/stillPicture.ts'
import sharp from 'sharp'

const TIMEOUT_SECONDS = 10

/** Limits sharp's threads and cache for the whole process, which needs them for other work. */
export function boundImageWork(): void {
  sharp.concurrency(1)
  sharp.cache(false)
}

/** Whether a picture decodes completely, with the size of its header. */
export async function decodes({ format, bytes, width, height }: StillPicture): Promise<boolean> {
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: width * height })
    const found = await image.metadata()
    if (found.format !== format || found.width !== width || found.height !== height) return false
    // The output is unused, and small, to save memory.
    await image.resize(8, 8, { fit: 'fill' }).raw().timeout({ seconds: TIMEOUT_SECONDS }).toBuffer()
    return true
  } catch {
    // The library reports no more than a failed decode.
    return false
  }
}
