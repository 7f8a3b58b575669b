import {
  type Answering,
  goodAnswer,
  type ImagesServer,
  json,
  somePicture,
  startImagesServer,
} from '@atelier/testkit/worker/imagesServer.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ImageModel, ImageRequest } from '../imageModel.ts'
import { createOpenAiModel } from './openaiModel.ts'

let server: ImagesServer
let model: ImageModel

const open = (given: Partial<Parameters<typeof createOpenAiModel>[0]> = {}) =>
  createOpenAiModel({
    baseUrl: server.url,
    apiKey: 'key-1',
    model: 'dall-e-3',
    sizes: [],
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    ...given,
  })

beforeAll(async () => {
  server = await startImagesServer()
  model = open()
})
afterAll(async () => {
  await model.close()
  await server.close()
})
beforeEach(() => {
  server.answer = goodAnswer
  server.calls.length = 0
})

const request = (given: Partial<ImageRequest> = {}): ImageRequest => ({
  prompt: 'a lighthouse',
  style: 'ink',
  width: 80,
  height: 64,
  seed: 7,
  options: {},
  ...given,
})
const never = new AbortController().signal
const render = (given?: Partial<ImageRequest>, by = model) => by.render(request(given), never)

const status =
  (code: number, body: unknown): Answering =>
  (_, response) =>
    json(response, code, body)

describe('a picture that is to be restyled', () => {
  it('reaches the server upright and without what was written about it', async () => {
    const bytes = await sharp(await somePicture(80, 40))
      .jpeg()
      .withExif({ IFD0: { Artist: 'Somebody' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    await render({ source: { bytes, strength: 0.5 } })
    const file = (await server.calls[0]?.fields())?.image as Blob
    const sent = Buffer.from(await file.arrayBuffer())
    expect(await sharp(sent).metadata()).toMatchObject({ format: 'png', width: 40, height: 80 })
    expect(sent.includes('Somebody')).toBe(false)
  })
})

describe('a generation', () => {
  it('asks as the Images API wants it, in the words of the style', async () => {
    await render({ options: { quality: 'hd', unknown: 1 } })
    const [call] = server.calls
    expect([call?.method, call?.path]).toEqual(['POST', '/v1/images/generations'])
    expect(call?.headers.authorization).toBe('Bearer key-1')
    expect(await call?.fields()).toEqual({
      prompt: 'a lighthouse\n\nStyle: Ink. Black brush strokes and hatching on pale paper.',
      model: 'dall-e-3',
      n: 1,
      size: '80x64',
      response_format: 'b64_json',
      quality: 'hd',
    })
  })

  it('gives a PNG of the size, without a seed, as the API takes none', async () => {
    const image = await render()
    expect(image).toMatchObject({ width: 80, height: 64, seed: null, model: 'openai', contentType: 'image/png' })
    expect(await sharp(image.bytes).metadata()).toMatchObject({ format: 'png', width: 80, height: 64 })
  })

  it('asks for a size that the server takes and brings the picture to the size that was wanted', async () => {
    const picky = open({ sizes: ['64x64', '128x96'], model: 'gpt-image-1', baseUrl: `${server.url}/v1/` })
    const image = await render({ style: 'default' }, picky)
    expect(await server.calls[0]?.fields()).toEqual({
      prompt: 'a lighthouse',
      model: 'gpt-image-1',
      n: 1,
      size: '128x96',
    })
    expect(await sharp(image.bytes).metadata()).toMatchObject({ width: 80, height: 64 })
    await picky.close()
  })

  it('turns a JPEG of another size into the PNG that was wanted', async () => {
    const jpeg = await sharp(await somePicture(50, 90))
      .jpeg()
      .toBuffer()
    server.answer = status(200, { data: [{ b64_json: jpeg.toString('base64') }] })
    expect(await sharp((await render()).bytes).metadata()).toMatchObject({ format: 'png', width: 80, height: 64 })
  })

  it('fetches a picture that the server points at on itself', async () => {
    server.answer = async ({ method }, response) =>
      method === 'POST'
        ? json(response, 200, { data: [{ url: `${server.url}/pictures/1.png` }] })
        : response.end(await somePicture(80, 64))
    expect((await render()).width).toBe(80)
    expect(server.calls.map(({ path }) => path)).toEqual(['/v1/images/generations', '/pictures/1.png'])
  })
})

describe('a style transfer', () => {
  it('sends the picture and what is wanted of it as a form', async () => {
    const source = await somePicture(20, 20)
    await render({ source: { bytes: source, strength: 0.9 } })
    const [call] = server.calls
    expect([call?.method, call?.path]).toEqual(['POST', '/v1/images/edits'])
    const fields = (await call?.fields()) ?? {}
    expect(fields).toMatchObject({ model: 'dall-e-3', n: '1', size: '80x64' })
    expect(fields.prompt).toMatch(/Restyle the picture.+Style: Ink\..+strongly.+a lighthouse/)
    const file = fields.image as File
    expect(file.type).toBe('image/png')
    expect(Buffer.from(await file.arrayBuffer())).toEqual(source)
  })

  it('sends the picture whose look is wanted beside it', async () => {
    const [source, look] = [await somePicture(20, 20), await somePicture(10, 10)]
    await render({ source: { bytes: source, styleReference: look, strength: 0.5 } })
    const fields = (await server.calls[0]?.fields()) ?? {}
    expect(fields['image[]']).toHaveLength(2)
    expect(fields.prompt).toContain('palette and tone of the second picture')
  })
})

describe('a refusal', () => {
  it.each([
    [400, { error: { message: 'prompt too long' } }, 'MODEL_REJECTED', false, 'prompt too long'],
    [
      400,
      { error: { code: 'content_policy_violation', message: 'x' } },
      'CONTENT_REJECTED',
      false,
      'rejected the content',
    ],
    [401, { error: { message: 'Incorrect key: key-1' } }, 'MODEL_AUTH', false, 'key'],
    [403, {}, 'MODEL_AUTH', false, ''],
    [404, {}, 'MODEL_REJECTED', false, ''],
    [302, {}, 'MODEL_REJECTED', false, ''],
    [408, {}, 'MODEL_TIMEOUT', true, ''],
    [429, { error: { code: 'rate_limit_exceeded' } }, 'MODEL_RATE_LIMITED', true, ''],
    [429, { error: { code: 'insufficient_quota' } }, 'MODEL_RATE_LIMITED', false, ''],
    [500, 'oops', 'MODEL_UNAVAILABLE', true, ''],
    [502, {}, 'MODEL_UNAVAILABLE', true, ''],
    [503, {}, 'MODEL_UNAVAILABLE', true, ''],
    [504, {}, 'MODEL_UNAVAILABLE', true, ''],
  ])('of status %i %j is %s, retryable: %j', async (code, body, name, retryable, words) => {
    server.answer = status(code, body)
    const error = await render().catch(reason => reason)
    expect(error).toMatchObject({ name: 'ImageModelError', code: name, retryable })
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('key-1')
    expect(server.calls).toHaveLength(1)
  })

  it('that is a page of HTML is understood by its status', async () => {
    server.answer = (_, response) => response.writeHead(502).end('<html>Bad gateway</html>')
    await expect(render()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true })
  })
})

describe('a bad answer', () => {
  const good =
    (body: string): Answering =>
    (_, response) =>
      response.writeHead(200).end(body)

  it.each([
    ['HTML', good('<html>Welcome</html>'), true],
    ['broken JSON', good('{"data": ['), true],
    ['no pictures', good('{"data": []}'), true],
    ['an empty picture', good('{"data": [{}]}'), true],
    ['a picture that is none', good(`{"data":[{"b64_json":"${btoa('hello')}"}]}`), true],
    ['a picture elsewhere', good('{"data":[{"url":"http://127.0.0.1:1/a.png"}]}'), false],
    ['a file', good('{"data":[{"url":"file:///etc/passwd"}]}'), false],
    ['far too much', good(`{"data":[{"b64_json":"${'A'.repeat(2_000_000)}"}]}`), false],
  ])('of %s is told as such', async (_, answer, retryable) => {
    server.answer = answer
    await expect(render()).rejects.toMatchObject({ code: 'MODEL_BAD_ANSWER', retryable })
  })
})

describe('a server that does not answer', () => {
  it('is given up after a while', async () => {
    server.answer = () => undefined
    const hasty = open({ timeoutMs: 50 })
    await expect(render({}, hasty)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT', retryable: true })
    await hasty.close()
  })

  it('is given up also in the middle of its answer', async () => {
    server.answer = (_, response) => response.writeHead(200).write('{"data": [')
    const hasty = open({ timeoutMs: 50 })
    await expect(render({}, hasty)).rejects.toMatchObject({ code: 'MODEL_TIMEOUT', retryable: true })
    await hasty.close()
  })

  it('is told as unavailable when there is none', async () => {
    const gone = await startImagesServer()
    await gone.close()
    const nobody = open({ baseUrl: gone.url })
    await expect(render({}, nobody)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true })
    await nobody.close()
  })

  it('is told as unavailable when it hangs up', async () => {
    server.answer = (_, response) => response.destroy()
    await expect(render()).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true })
  })

  it('is left at once when the picture is no longer wanted, and the connection with it', async () => {
    const hungUp = Promise.withResolvers<void>()
    const abort = new AbortController()
    server.answer = (_, response) => {
      response.on('close', hungUp.resolve)
      abort.abort(new Error('not wanted'))
    }
    await expect(model.render(request(), abort.signal)).rejects.toThrow('not wanted')
    await hungUp.promise
  })
})
