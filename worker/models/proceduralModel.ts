import { createRenderer } from '@atelier/renderer'
import { type ImageModel, ImageModelError } from './imageModel.ts'

/** The model's id in artifacts. */
const MODEL_ID = 'procedural'

/** The image model without a model server: the renderer, on its own threads. */
export function createProceduralModel({ threads }: { threads: number }): ImageModel {
  const renderer = createRenderer({ threads })
  return {
    id: MODEL_ID,
    async render(request, signal) {
      const result = await renderer.render(request, signal)
      if (!result.ok) throw new ImageModelError(result.code, result.message, result)
      const { width, height, seed } = request
      return { bytes: result.png, contentType: 'image/png', width, height, seed, model: MODEL_ID }
    },
    close: renderer.close,
  }
}
