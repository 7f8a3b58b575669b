import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import sharp from 'sharp'

/** What a picture must be. */
export interface Expected {
  /** Pixels. */
  width: number
  /** Pixels. */
  height: number
  /** Whether a picture of one colour may be right, as when the picture that it was made from is of one colour. */
  mayBeBlank: boolean
}

/**
 * What is wrong with a picture, decoding all of it.
 * @returns a sentence, or `undefined` when it is a PNG of that size that shows something.
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

/** Whether there is an opacity and it is zero everywhere. */
function isInvisible(channels: readonly { max: number }[]): boolean {
  const opacity = channels.length === 4 || channels.length === 2 ? channels.at(-1) : undefined
  return opacity?.max === 0
}
