import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Origin, type PictureMetadata, withPictureTexts } from './pictureTexts.ts'
import { readPngTexts, writePngTexts } from './pngTexts.ts'

const prompt = `灯台 "été" ${'wave '.repeat(798)}`.slice(0, 4000)
const origin: Origin = { model: 'procedural', prompt, style: 'flat', seed: 7, embedPrompt: null }
const label = { Software: 'Atelier procedural', model: 'procedural' }
const all = { ...label, prompt, style: 'flat', seed: '7' }

let png: Buffer
beforeAll(async () => {
  png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#246' } })
    .png()
    .toBuffer()
})

describe('the texts of a picture', () => {
  it.each<[PictureMetadata, boolean | null, Record<string, string>]>([
    ['full', null, all],
    ['full', true, all],
    ['full', false, label],
    ['model', null, label],
    ['model', true, all],
    ['model', false, label],
    ['none', null, {}],
    ['none', true, {}],
    ['none', false, {}],
  ])('where operators allow %s and the person chose %s', (level, embedPrompt, texts) => {
    expect(readPngTexts(withPictureTexts(png, { ...origin, embedPrompt }, level))).toEqual(texts)
  })

  it('say no seed where the model takes none', () => {
    const { seed: _, ...others } = all
    expect(readPngTexts(withPictureTexts(png, { ...origin, seed: null }, 'full'))).toEqual(others)
  })

  it('take the place of what the model wrote', async () => {
    const written = await sharp(writePngTexts(png, { prompt: 'a secret', parameters: 'steps' }))
      .withExif({ IFD0: { ImageDescription: 'a secret' } })
      .png()
      .toBuffer()
    const texts = writePngTexts(written, { prompt: 'a secret', parameters: 'steps' })
    expect(readPngTexts(withPictureTexts(texts, origin, 'model'))).toEqual(label)
    expect(Buffer.from(withPictureTexts(texts, origin, 'none')).includes('a secret')).toBe(false)
  })
})
