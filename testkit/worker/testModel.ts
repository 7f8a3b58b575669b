import type { ImageModel, ImageRequest, RenderedImage } from '@atelier/worker/models/imageModel.ts'
import sharp from 'sharp'

/** Behaviour of the model in place of drawing; draws when it resolves to undefined. */
export type Behaviour = (request: ImageRequest, signal: AbortSignal) => Promise<RenderedImage | undefined>

/** A fast image model, controlled by tests. */
export interface TestModel extends ImageModel {
  /** Every request so far. */
  readonly requests: ImageRequest[]
  behaviour: Behaviour
}

export function createTestModel(id = 'test'): TestModel {
  const model: TestModel = {
    id,
    requests: [],
    behaviour: async () => undefined,
    async render(request, signal) {
      signal.throwIfAborted()
      model.requests.push(request)
      return (await model.behaviour(request, signal)) ?? drawn(request, id)
    },
    async close() {},
  }
  return model
}

/** A picture of a gradient that the seed shifts. */
export async function drawn(
  { width, height, seed }: Pick<ImageRequest, 'width' | 'height' | 'seed'>,
  model = 'test',
): Promise<RenderedImage> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i + seed) % 256)
  const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
  return { bytes, contentType: 'image/png', width, height, seed, model }
}

/** Rejects when the signal is aborted. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
