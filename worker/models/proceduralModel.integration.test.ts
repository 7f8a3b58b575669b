import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImageModel, ImageRequest } from './imageModel.ts'
import { createProceduralModel } from './proceduralModel.ts'

let model: ImageModel

beforeAll(() => {
  model = createProceduralModel({ threads: 1 })
})

afterAll(() => model.close())

const request = (change: Partial<ImageRequest> = {}): ImageRequest => ({
  prompt: 'a fox in a forest',
  style: 'default',
  width: 128,
  height: 96,
  seed: 5,
  options: {},
  ...change,
})

const never = () => new AbortController().signal

describe('the procedural model', () => {
  it('answers with a PNG and what it was made with', async () => {
    const image = await model.render(request(), never())
    expect(image).toMatchObject({ contentType: 'image/png', width: 128, height: 96, seed: 5, model: 'procedural' })
    expect([...image.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
  })

  it('gives the same bytes again for the same request', async () => {
    const [one, other] = [await model.render(request(), never()), await model.render(request(), never())]
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0)
  })

  it('leaves the event loop free while it draws', async () => {
    let ticks = 0
    const ticking = setInterval(() => ticks++, 1)
    await model.render(request({ width: 512, height: 512, style: 'oil' }), never())
    clearInterval(ticking)
    expect(ticks).toBeGreaterThan(20)
  })

  it('stops when it is aborted and goes on with the next picture', async () => {
    const stop = new AbortController()
    const reason = new Error('no longer wanted')
    const running = model.render(request({ width: 1024, height: 1024, style: 'oil' }), stop.signal)
    // Real time: in the middle of a picture, of which nothing tells.
    setTimeout(() => stop.abort(reason), 20)
    await expect(running).rejects.toBe(reason)
    await expect(model.render(request(), AbortSignal.abort(reason))).rejects.toBe(reason)
    await expect(model.render(request(), never())).resolves.toMatchObject({ width: 128 })
  })

  it.each<[string, Partial<ImageRequest>, string]>([
    ['an unknown style', { style: 'cubist' }, 'UNKNOWN_STYLE'],
    ['a side that is too short', { width: 63 }, 'INVALID_SIZE'],
    ['a side that is too long', { height: 2049 }, 'INVALID_SIZE'],
    ['a broken source', { source: { bytes: Buffer.from('nothing'), strength: 1 } }, 'INVALID_IMAGE'],
  ])('refuses %s for good', async (_, change, code) => {
    await expect(model.render(request(change), never())).rejects.toMatchObject({
      name: 'ImageModelError',
      code,
      retryable: false,
    })
  })
})
