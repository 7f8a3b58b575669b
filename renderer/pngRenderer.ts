import sharp from 'sharp'
import { frameOf } from './drawing/frame.ts'
import { createRandom } from './drawing/random.ts'
import { readPrompt } from './prompt/readPrompt.ts'
import type { Raster } from './raster/raster.ts'
import type { RenderJob } from './request/renderRequest.ts'
import { composeScene } from './scene/composeScene.ts'
import { IconArt } from './scene/subjects/iconArt.ts'
import { castSubjects } from './scene/subjects/subjects.ts'
import { weatherLayers } from './scene/weather.ts'
import { STYLE_PAINTERS } from './styles/styles.ts'
import { TitleFont } from './title/titleFont.ts'
import { restyle } from './transfer/restyle.ts'

/** Renders pictures; caches icon art and fonts. */
export class PngRenderer {
  readonly #icons = new IconArt()
  readonly #font = new TitleFont()

  /** The picture as a PNG. */
  async render(job: RenderJob): Promise<Uint8Array> {
    const raster = job.source ? await restyle(job, job.source, this.#font) : await this.#draw(job)
    const { width, height, data } = raster
    return sharp(data, { raw: { width, height, channels: 3 } })
      .png({ compressionLevel: 6 })
      .toBuffer()
  }

  async #draw({ prompt, style, width, height, seed }: RenderJob): Promise<Raster> {
    const reading = readPrompt(prompt)
    const cast = await castSubjects(reading.subjects, this.#icons)
    const painter = STYLE_PAINTERS[style]
    const sheet = frameOf(width, height)
    const frame = painter.window?.(sheet, reading.title) ?? sheet
    const drawing = composeScene(reading, cast, frameOf(frame.width, frame.height), seed)
    return painter.draw({
      drawing,
      weather: weatherLayers(drawing),
      width,
      height,
      random: createRandom(drawing.seed).fork('style'),
      font: this.#font,
    })
  }
}
