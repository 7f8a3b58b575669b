import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import sharp from 'sharp'

/** The expected properties of a picture. */
export interface Expected {
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
  /** Whether one colour is valid, as when the source picture has one colour. */
  mayBeBlank: boolean
}

/**
 * Finds the fault of a picture, decoding all of it.
 * @returns a sentence, or `undefined` for a PNG of that size that is not blank.
 */
export async function pictureFault(bytes: Uint8Array, expected: Expected): Promise<string | undefined> {
  try {
    const picture = sharp(bytes, { failOn: 'warning', limitInputPixels: 64_000_000 })
    const { format, width, height } = await picture.metadata()
    if (format !== 'png') return `It is ${format}, not PNG.`
    if (width !== expected.width || height !== expected.height) {
      return `It is ${width}x${height}, not ${expected.width}x${expected.height}.`
    }
    const { channels } = await picture.stats()
    const blank = channels.every(channel => channel.min === channel.max) || isInvisible(channels)
    return blank && !expected.mayBeBlank ? 'It is all of one colour.' : undefined
  } catch (error) {
    return `It cannot be decoded: ${messageOf(error)}`
  }
}

/** Whether an alpha channel exists and is zero everywhere. */
function isInvisible(channels: readonly { max: number }[]): boolean {
  const opacity = channels.length === 4 || channels.length === 2 ? channels.at(-1) : undefined
  return opacity?.max === 0
}
