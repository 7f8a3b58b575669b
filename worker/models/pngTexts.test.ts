import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPngTexts, writePngTexts } from './pngTexts.ts'

let png: Uint8Array

beforeAll(async () => {
  png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#246' } })
    .png()
    .toBuffer()
})

describe('texts in a PNG', () => {
  it.each([
    ['plain', 'a lighthouse at dusk'],
    ['Latin-1', 'café à la crème'],
    ['other scripts and emoji', '灯台 маяк منارة 🗼'],
    ['empty', ''],
    ['long', 'wave '.repeat(800)],
  ])('come back as they were: %s', (_, text) => {
    expect(readPngTexts(writePngTexts(png, { prompt: text, seed: '7' }))).toEqual({ prompt: text, seed: '7' })
  })

  it('lose NUL and lone surrogates, which no text chunk may hold', () => {
    expect(readPngTexts(writePngTexts(png, { prompt: 'a\0b\ud800c' }))).toEqual({ prompt: 'a b\ufffdc' })
  })

  it('leave a picture that other programs still open', async () => {
    const image = sharp(Buffer.from(writePngTexts(png, { prompt: 'été 灯', model: 'procedural' })), {
      failOn: 'warning',
    })
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 8, height: 8 })
    expect([...data.subarray(0, 3)]).toEqual([0x22, 0x44, 0x66])
  })
})
