import { turnTowards } from '../drawing/color.ts'
import { createRandom } from '../drawing/random.ts'
import { readPrompt } from '../prompt/readPrompt.ts'
import type { Raster } from '../raster/raster.ts'
import type { RenderJob, SourcePicture } from '../request/renderRequest.ts'
import { STYLE_PAINTERS } from '../styles/styles.ts'
import type { TitleFont } from '../title/titleFont.ts'
import { decodeImage } from './decodeImage.ts'
import { matchTone, recolor } from './tone.ts'

const REFERENCE_SIDE = 256

/**
 * Restyles a picture by a named style, by the palette and tone of a reference, or both, and blends the result with the
 * source by the strength (0..1). Colours that the prompt names tint the result.
 */
export async function restyle(job: RenderJob, source: SourcePicture, font: TitleFont): Promise<Raster> {
  const { width, height } = job
  const original = await decodeImage(source.bytes, width, height)
  const reading = readPrompt(job.prompt)
  const random = createRandom((job.seed ^ reading.hash) >>> 0)
  let picture: Raster = { ...original, data: original.data.slice() }
  if (source.styleReference) {
    matchTone(picture, await decodeImage(source.styleReference, REFERENCE_SIDE, REFERENCE_SIDE))
  }
  const [wish] = reading.colors
  if (wish) recolor(picture, color => turnTowards(color, wish, 0.4))
  if (!source.styleReference || job.style !== 'default') {
    picture = await STYLE_PAINTERS[job.style].restyle({ picture, random, font, title: reading.title })
  }
  return blend(original, picture, source.strength)
}

function blend(from: Raster, to: Raster, ratio: number): Raster {
  const share = Math.min(1, Math.max(0, ratio))
  const data = new Uint8Array(from.data.length)
  for (let i = 0; i < data.length; i++) data[i] = from.data[i]! + (to.data[i]! - from.data[i]!) * share + 0.5
  return { width: from.width, height: from.height, data }
}
