import { STYLES, type StyleName } from '@atelier/schema/messages/styles.ts'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { PngRenderer } from '../pngRenderer.ts'

const renderer = new PngRenderer()
let png: Uint8Array
let jpeg: Uint8Array

beforeAll(async () => {
  png = await renderer.render({ prompt: 'mountains at noon', style: 'default', width: 120, height: 90, seed: 3 })
  jpeg = await sharp(png).jpeg({ quality: 95 }).toBuffer()
})

const restyle = (
  bytes: Uint8Array,
  change: { style?: StyleName; strength?: number; styleReference?: Uint8Array; prompt?: string } = {},
) =>
  renderer.render({
    prompt: change.prompt ?? '',
    style: change.style ?? 'default',
    width: 96,
    height: 96,
    seed: 1,
    source: { bytes, strength: change.strength ?? 1, styleReference: change.styleReference },
  })

const raw = async (image: Uint8Array) => sharp(image).removeAlpha().resize(96, 96, { fit: 'cover' }).raw().toBuffer()

async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = [await raw(one), await raw(other)]
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
}

const meanOf = async (image: Uint8Array) =>
  (await sharp(image).stats()).channels.map(channel => channel.mean) as [number, number, number]

describe('style transfer', () => {
  it.each(STYLES.map(style => style.name).filter(name => name !== 'default'))(
    'changes a PNG by the style %s',
    async style => {
      const result = await restyle(png, { style })
      expect(await sharp(result).metadata()).toMatchObject({ width: 96, height: 96, format: 'png' })
      expect(await difference(result, png)).toBeGreaterThan(5)
    },
  )

  it('takes a JPEG as well as a PNG', async () => {
    const [fromPng, fromJpeg] = [await restyle(png, { style: 'pixel' }), await restyle(jpeg, { style: 'pixel' })]
    expect(await difference(fromJpeg, png)).toBeGreaterThan(4)
    expect(await difference(fromPng, fromJpeg)).toBeLessThan(25)
  })

  it('takes palette and tone of a reference image', async () => {
    const red = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#b01818' } })
      .png()
      .toBuffer()
    const [r, , b] = await meanOf(await restyle(png, { styleReference: red }))
    const [r0, , b0] = await meanOf(png)
    expect(r - b).toBeGreaterThan(r0 - b0 + 60)
  })

  it('moves further from the source with more strength, and not at all with none', async () => {
    const at = async (strength: number) => difference(await restyle(png, { style: 'neon', strength }), png)
    const [none, half, full] = [await at(0), await at(0.5), await at(1)]
    expect(none).toBeLessThan(1)
    expect(half).toBeGreaterThan(none + 10)
    expect(full).toBeGreaterThan(half + 10)
  })

  it('tints by a colour in the prompt', async () => {
    const [r, , b] = await meanOf(await restyle(png, { prompt: 'crimson' }))
    const [r0, , b0] = await meanOf(await restyle(png))
    expect(r - b).toBeGreaterThan(r0 - b0 + 15)
  })

  it('turns a photograph as its EXIF says', async () => {
    const half = await sharp({ create: { width: 60, height: 60, channels: 3, background: '#000' } })
      .composite([{ input: { create: { width: 60, height: 30, channels: 3, background: '#fff' } }, top: 0, left: 0 }])
      .jpeg()
      .withMetadata({ orientation: 3 })
      .toBuffer()
    const result = await raw(await restyle(half, { style: 'flat', strength: 0 }))
    const at = (y: number) => result[(y * 96 + 48) * 3]!
    expect(at(10)).toBeLessThan(60)
    expect(at(86)).toBeGreaterThan(200)
  })

  it.each([
    ['not an image', Buffer.from('hello there, this is no picture')],
    ['empty', Buffer.alloc(0)],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ])('refuses what is no picture: %s', async (_, bytes) => {
    await expect(restyle(bytes)).rejects.toMatchObject({ code: 'INVALID_IMAGE', retryable: false })
  })

  it('refuses a picture that breaks off, as source and as reference', async () => {
    const broken = png.slice(0, Math.floor(png.length / 2))
    await expect(restyle(broken)).rejects.toMatchObject({ code: 'INVALID_IMAGE' })
    await expect(restyle(png, { styleReference: broken })).rejects.toMatchObject({ code: 'INVALID_IMAGE' })
  })
})
