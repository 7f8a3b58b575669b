import { somePicture, startImagesServer } from '@atelier/testkit/worker/imagesServer.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImageModel, ImageRequest } from './imageModel.ts'
import { createOpenAiModel } from './openai/openaiModel.ts'
import { createProceduralModel } from './proceduralModel.ts'

const adapters: { name: string; open: () => Promise<ImageModel> }[] = [
  { name: 'procedural', open: async () => createProceduralModel({ threads: 1 }) },
  {
    name: 'openai',
    async open() {
      const server = await startImagesServer()
      const model = createOpenAiModel({ baseUrl: server.url, model: 'm', sizes: [], timeoutMs: 10_000 })
      return { ...model, close: () => model.close().then(server.close) }
    },
  },
]

const request: ImageRequest = {
  prompt: 'a lighthouse at dusk',
  style: 'watercolor',
  width: 96,
  height: 64,
  seed: 7,
  options: { nobodyKnowsThis: true },
}
const never = new AbortController().signal

describe.each(adapters)('the image model $name', ({ name, open }) => {
  let model: ImageModel
  beforeAll(async () => {
    model = await open()
  })
  afterAll(() => model.close())

  it('makes a PNG of just the size', { timeout: 20_000 }, async () => {
    const image = await model.render(request, never)
    expect(image).toMatchObject({ width: 96, height: 64, contentType: 'image/png', model: name })
    expect(await sharp(image.bytes).metadata()).toMatchObject({ format: 'png', width: 96, height: 64 })
  })

  it('restyles a picture', { timeout: 20_000 }, async () => {
    const source = { bytes: await somePicture(96, 64), strength: 0.8 }
    const image = await model.render({ ...request, source }, never)
    expect(await sharp(image.bytes).metadata()).toMatchObject({ format: 'png', width: 96, height: 64 })
  })

  it('rejects with the reason of a signal that is aborted before or meanwhile', async () => {
    const reason = new Error('not wanted')
    await expect(model.render(request, AbortSignal.abort(reason))).rejects.toBe(reason)
    const abort = new AbortController()
    const rendering = model.render(request, abort.signal)
    abort.abort(reason)
    await expect(rendering).rejects.toBe(reason)
  })
})
