import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pictureFault } from './pictureFault.ts'

const expected = { width: 8, height: 4, mayBeBlank: false }

const plain = (width: number, height: number, alpha = 1) =>
  sharp({ create: { width, height, channels: 4, background: { r: 9, g: 9, b: 9, alpha } } })

const drawn = (width: number, height: number) =>
  plain(width, height).composite([
    { input: { create: { width: 2, height: 2, channels: 3, background: 'red' } }, left: 0, top: 0 },
  ])

describe('pictureFault', () => {
  it('finds nothing wrong with a PNG of the right size that shows something', async () => {
    expect(await pictureFault(await drawn(8, 4).png().toBuffer(), expected)).toBeUndefined()
  })

  it('names another size', async () => {
    expect(await pictureFault(await drawn(4, 8).png().toBuffer(), expected)).toBe('It is 4x8, not 8x4.')
  })

  it('names another format', async () => {
    expect(await pictureFault(await drawn(8, 4).jpeg().toBuffer(), expected)).toBe('It is jpeg, not PNG.')
  })

  it('sees that a picture is blank, unless it may be', async () => {
    const blank = await plain(8, 4).png().toBuffer()
    expect(await pictureFault(blank, expected)).toBe('It is all of one colour.')
    expect(await pictureFault(blank, { ...expected, mayBeBlank: true })).toBeUndefined()
  })

  it('sees that nothing of a picture can be seen', async () => {
    const pixels = Uint8Array.from({ length: 8 * 4 * 4 }, (_, i) => (i % 4 === 3 ? 0 : i))
    const invisible = await sharp(pixels, { raw: { width: 8, height: 4, channels: 4 } })
      .png()
      .toBuffer()
    expect(await pictureFault(invisible, expected)).toBe('It is all of one colour.')
  })

  it('notices that a picture is cut short', async () => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251)
    const png = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toBuffer()
    const fault = await pictureFault(png.subarray(0, png.length / 2), { ...expected, width: 64, height: 64 })
    expect(fault).toContain('cannot be decoded')
  })

  it('notices that it is no picture', async () => {
    expect(await pictureFault(Buffer.from('<html>'), expected)).toContain('cannot be decoded')
  })
})
