import { readStillPicture } from '@atelier/platform/image/readStillPicture.ts'
import { writePngTexts } from './pngTexts.ts'

/** What finished pictures say of themselves in their texts, where whoever gets one can read it. */
export type PictureMetadata = 'full' | 'model' | 'none'

export const PICTURE_METADATA = ['full', 'model', 'none'] as const satisfies readonly PictureMetadata[]

/** What a picture was made from and by. */
export interface Origin {
  /** The id of the model. */
  model: string
  prompt: string
  style: string
  /** `null` where the model takes none. */
  seed: number | null
  /** Whether the prompt is to be in it, as the person chose; `null` where they did not. */
  embedPrompt: boolean | null
}

/**
 * A PNG that says by which model it was made and, where that is wanted, from what; whatever the model wrote into it is
 * gone.
 * @param level what the operator allows: all unless a person does not want it, the model alone unless a person wants
 * more, or nothing whatever they want.
 */
export function withPictureTexts(png: Uint8Array, origin: Origin, level: PictureMetadata): Uint8Array {
  const still = readStillPicture(png)
  // It will be found wanting as it is.
  if (still?.format !== 'png') return png
  return level === 'none' ? still.bytes : writePngTexts(still.bytes, textsOf(origin, level))
}

function textsOf({ model, prompt, style, seed, embedPrompt }: Origin, level: 'full' | 'model'): Record<string, string> {
  const made = { Software: `Atelier ${model}`, model }
  if (!(embedPrompt ?? level === 'full')) return made
  return { ...made, prompt, ...(seed === null ? {} : { seed: String(seed) }), style }
}
