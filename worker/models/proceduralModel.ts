import { createRenderer } from '@atelier/renderer'
import { type ImageModel, ImageModelError } from './imageModel.ts'

/** The name that pictures of this model carry. */
const MODEL_ID = 'procedural'

/** The image model that needs no model server: the renderer, in threads of its own. */
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
