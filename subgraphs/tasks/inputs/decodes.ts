import type { StillPicture } from '@atelier/platform/image/stillPicture.ts'
import sharp from 'sharp'

const TIMEOUT_SECONDS = 10

/** Keeps image work from taking threads and memory that other work of the process needs; for the whole process. */
export function boundImageWork(): void {
  sharp.concurrency(1)
  sharp.cache(false)
}

/** Whether a picture can be decoded to its end, and is as large as its header says. */
export async function decodes({ format, bytes, width, height }: StillPicture): Promise<boolean> {
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: width * height })
    const found = await image.metadata()
    if (found.format !== format || found.width !== width || found.height !== height) return false
    // What comes out is of no use, and small, so that little memory is taken on the way.
    await image.resize(8, 8, { fit: 'fill' }).raw().timeout({ seconds: TIMEOUT_SECONDS }).toBuffer()
    return true
  } catch {
    // The library says no more than that it could not read it.
    return false
  }
}
