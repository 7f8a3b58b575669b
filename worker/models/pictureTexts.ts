import { readStillPicture } from '@atelier/platform/image/readStillPicture.ts'
import { writePngTexts } from './pngTexts.ts'

/** Levels of metadata embedded in finished pictures, readable by everyone with the file. */
export type PictureMetadata = 'full' | 'model' | 'none'

export const PICTURE_METADATA = ['full', 'model', 'none'] as const satisfies readonly PictureMetadata[]

/** The origin of a picture. */
export interface Origin {
  /** The id of the model. */
  model: string
  prompt: string
  style: string
  /** `null` where the model takes none. */
  seed: number | null
  /** Whether to embed the prompt, by the request; `null` without a choice. */
  embedPrompt: boolean | null
}

/**
 * A PNG with its model and, where wanted, its request as metadata; metadata of the model itself are dropped.
 * @param level the operator's setting: all unless the request opts out, the model alone unless the request opts in, or
 * nothing.
 */
export function withPictureTexts(png: Uint8Array, origin: Origin, level: PictureMetadata): Uint8Array {
  const still = readStillPicture(png)
  // Inspection will reject it.
  if (still?.format !== 'png') return png
  return level === 'none' ? still.bytes : writePngTexts(still.bytes, textsOf(origin, level))
}

function textsOf({ model, prompt, style, seed, embedPrompt }: Origin, level: 'full' | 'model'): Record<string, string> {
  const made = { Software: `Atelier ${model}`, model }
  if (!(embedPrompt ?? level === 'full')) return made
  return { ...made, prompt, ...(seed === null ? {} : { seed: String(seed) }), style }
}
