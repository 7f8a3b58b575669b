import { deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import { chunkOf, withChunk } from './png.ts'
import { readStillPicture } from './readStillPicture.ts'

const noise = (width: number, height: number, channels: 3 | 4 = 3) => {
  const data = Buffer.from(Array.from({ length: width * height * channels }, (_, i) => (i * 31 + (i >> 5)) % 256))
  return sharp(data, { raw: { width, height, channels } })
}

const ENCODINGS: Record<string, (image: Sharp) => Sharp> = {
  png: image => image.png(),
  'interlaced png': image => image.png({ progressive: true }),
  'png of a palette': image => image.png({ palette: true, colours: 16 }),
  'png of 16 bits': image => image.toColourspace('rgb16').png(),
  jpeg: image => image.jpeg(),
  'progressive jpeg': image => image.jpeg({ progressive: true }),
  'grey jpeg': image => image.greyscale().jpeg(),
  'cmyk jpeg': image => image.toColourspace('cmyk').jpeg(),
  webp: image => image.webp(),
  'lossless webp': image => image.webp({ lossless: true }),
}

const pixels = (bytes: Uint8Array) =>
  sharp(bytes, { failOn: 'error' }).autoOrient().toColourspace('srgb').raw().toBuffer()

/** The greatest difference of two pictures' channels, 0..255. */
async function difference(one: Uint8Array | undefined, other: Uint8Array | undefined): Promise<number> {
  const [a, b] = await Promise.all([one, other].map(bytes => pixels(bytes ?? new Uint8Array())))
  if (!a || a.length !== b?.length) return 256
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0)
}

const SECRET = 'somebody at 48.85, 2.35'
const described = (image: Sharp, orientation?: number) =>
  image
    .withExif({ IFD0: { Copyright: SECRET, ImageDescription: SECRET }, IFD3: { GPSLatitude: '48/1 51/1 0/1' } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><y>${SECRET}</y></x:xmpmeta>`)
    .withMetadata(orientation ? { orientation } : {})

/** Whether a picture shows what it showed when it came, or what it would have shown had nothing been written about it. */
async function showsTheSame(still: Uint8Array | undefined, came: Uint8Array, plain: Sharp): Promise<boolean> {
  const asPlain = await plain.toColourspace('srgb').raw().toBuffer()
  return (await difference(still, came)) === 0 || asPlain.equals(await pixels(still ?? new Uint8Array()))
}

/** By EXIF's numbers. */
const DEGREES: Record<number, number> = { 3: 180, 6: 90, 8: 270 }

describe.each(Object.entries(ENCODINGS))('a %s', (_, encode) => {
  it('is the same picture without what was written about it, and no larger', async () => {
    const bytes = await encode(described(noise(61, 43))).toBuffer()
    expect(bytes.includes(SECRET)).toBe(true)
    const still = readStillPicture(bytes)
    expect(still).toMatchObject({ width: 61, height: 43, orientation: 1 })
    const kept = Buffer.from(still?.bytes ?? [])
    expect(kept.includes(SECRET)).toBe(false)
    expect(kept.length).toBeLessThan(bytes.length)
    const metadata = await sharp(kept).metadata()
    expect([metadata.exif, metadata.xmp, metadata.iptc]).toEqual([undefined, undefined, undefined])
    expect(await showsTheSame(kept, bytes, sharp(await encode(noise(61, 43)).toBuffer()))).toBe(true)
  })

  it.each([3, 6, 8])('is turned as it says (%i)', async orientation => {
    const bytes = await encode(described(noise(40, 20), orientation)).toBuffer()
    const still = readStillPicture(bytes)
    expect(still).toMatchObject({ orientation, width: 40, height: 20 })
    const plain = sharp(await encode(noise(40, 20)).toBuffer())
    expect(await showsTheSame(still?.bytes, bytes, plain.rotate(DEGREES[orientation]))).toBe(true)
    expect(Buffer.from(still?.bytes ?? []).includes(SECRET)).toBe(false)
    expect(still?.bytes.length).toBeLessThan(bytes.length)
  })

  it('stays as it is when it is read again', async () => {
    const still = readStillPicture(await encode(described(noise(20, 20), 6)).toBuffer())
    const again = readStillPicture(still?.bytes ?? new Uint8Array())
    expect(again?.bytes).toEqual(still?.bytes)
  })

  it('that breaks off anywhere is none, or is found out when it is decoded', async () => {
    const bytes = await encode(noise(32, 32)).toBuffer()
    for (const length of [0, 1, 8, 20, 40, bytes.length >> 1, bytes.length - 13, bytes.length - 1]) {
      const still = readStillPicture(bytes.subarray(0, length))
      if (still) await expect(pixels(still.bytes)).rejects.toThrow()
    }
  })

  it('ends where it ends, whatever follows', async () => {
    const bytes = await encode(noise(16, 16)).toBuffer()
    const still = readStillPicture(Buffer.concat([bytes, Buffer.from(SECRET)]))
    expect(Buffer.from(still?.bytes ?? []).includes(SECRET)).toBe(false)
    expect(await difference(still?.bytes, bytes)).toBe(0)
  })
})

describe('colours', () => {
  it('keep the profile that they need, and lose one that says sRGB', async () => {
    for (const encode of [ENCODINGS.png, ENCODINGS.jpeg, ENCODINGS.webp]) {
      const wide = await encode?.(noise(30, 30).withIccProfile('p3')).toBuffer()
      const usual = await encode?.(noise(30, 30).withIccProfile('srgb')).toBuffer()
      const [keptWide, keptUsual] = [wide, usual].map(bytes => readStillPicture(bytes ?? new Uint8Array())?.bytes)
      expect((await sharp(keptWide).metadata()).icc).toBeDefined()
      expect((await sharp(keptUsual).metadata()).icc).toBeUndefined()
      expect(await difference(keptWide, wide)).toBe(0)
    }
  })

  it('are those of the first of many profiles, and the others are not even unpacked', async () => {
    const plain = await noise(30, 30).withIccProfile('p3').png().toBuffer()
    const packed = Buffer.concat([Buffer.from('icc\0\0'), deflateSync(Buffer.alloc(4_000_000), { level: 9 })])
    const profiles = Array.from({ length: 5_000 }, () => chunkOf('iCCP', packed))
    const bytes = Buffer.concat([plain.subarray(0, -12), ...profiles, plain.subarray(-12)])
    expect(readStillPicture(bytes)?.bytes).toEqual(readStillPicture(plain)?.bytes)
  })

  it('keep what is transparent', async () => {
    for (const encode of [ENCODINGS.png, ENCODINGS.webp, ENCODINGS['lossless webp']]) {
      const bytes = await encode?.(described(noise(30, 30, 4))).toBuffer()
      const still = readStillPicture(bytes ?? new Uint8Array())
      expect(await sharp(still?.bytes).metadata()).toMatchObject({ hasAlpha: true })
      expect(await difference(still?.bytes, bytes)).toBe(0)
    }
  })
})

describe('a picture that moves', () => {
  const frames = async (encode: (image: Sharp) => Sharp) =>
    encode(
      sharp([await noise(24, 24).png().toBuffer(), await noise(24, 24).negate().png().toBuffer()], {
        join: { animated: true },
      }),
    ).toBuffer()

  it('is its first frame as a WebP', async () => {
    const bytes = await frames(image => image.webp({ lossless: true }))
    expect(await sharp(bytes).metadata()).toMatchObject({ pages: 2 })
    const still = readStillPicture(bytes)
    expect((await sharp(still?.bytes).metadata()).pages ?? 1).toBe(1)
    expect(await difference(still?.bytes, bytes)).toBe(0)
    expect(still?.bytes.length).toBeLessThan(bytes.length)
  })

  it('is its first picture as a PNG', async () => {
    const plain = await noise(24, 24).png().toBuffer()
    const moving = withChunk(plain, 'acTL', Buffer.from([0, 0, 0, 9, 0, 0, 0, 0]))
    const more = Buffer.concat([moving.subarray(0, -12), chunkOf('fdAT', Buffer.alloc(5_000)), moving.subarray(-12)])
    expect(readStillPicture(more)?.bytes).toEqual(readStillPicture(plain)?.bytes)
  })
})

describe('what would cost much to read', () => {
  it('is left out before anything is unpacked: texts and profiles that unpack to very much', async () => {
    const plain = await noise(16, 16).png().toBuffer()
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024))
    const text = withChunk(plain, 'zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), bomb]))
    const profile = withChunk(text, 'iCCP', Buffer.concat([Buffer.from('wide\0\0', 'latin1'), bomb]))
    expect(readStillPicture(profile)?.bytes).toEqual(readStillPicture(plain)?.bytes)
  })

  it('is refused: very many scans or chunks', async () => {
    const jpeg = await noise(16, 16).jpeg().toBuffer()
    const scan = jpeg.subarray(jpeg.indexOf(Buffer.from('ffda', 'hex')), -2)
    expect(
      readStillPicture(Buffer.concat([jpeg.subarray(0, -2), ...Array(100).fill(scan), jpeg.subarray(-2)])),
    ).toBeUndefined()
    const png = await noise(16, 16).png().toBuffer()
    const chunks = Array(70_000).fill(chunkOf('tEXt', Buffer.alloc(0)))
    expect(readStillPicture(Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]))).toBeUndefined()
  })

  it('is known before it is decoded', async () => {
    const [deep, plain] = await Promise.all(
      [ENCODINGS['png of 16 bits'], ENCODINGS.png].map(encode => encode?.(noise(50, 40)).toBuffer()),
    )
    expect(readStillPicture(deep ?? Buffer.alloc(0))?.decodingBytes).toBe(50 * 40 * 3 * 2)
    expect(readStillPicture(plain ?? Buffer.alloc(0))?.decodingBytes).toBe(50 * 40 * 3)
  })
})

it.each([
  ['words', Buffer.from('hello')],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')],
  ['nothing', Buffer.alloc(0)],
  [
    'a PNG that has no pixels',
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunkOf('IHDR', Buffer.alloc(13)),
      chunkOf('IEND', Buffer.alloc(0)),
    ]),
  ],
  ['a JPEG that is only its beginning and end', Buffer.from('ffd8ffd9', 'hex')],
  ['a RIFF of sounds', Buffer.from('RIFF\x20\0\0\0WAVEfmt \x10\0\0\0aaaaaaaaaaaaaaaa', 'latin1')],
])('%s is no picture', (_, bytes) => {
  expect(readStillPicture(bytes)).toBeUndefined()
})
