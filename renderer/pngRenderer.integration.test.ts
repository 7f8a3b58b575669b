import { STYLES } from '@atelier/schema/messages/styles.ts'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { PngRenderer } from './pngRenderer.ts'
import type { RenderJob } from './request/renderRequest.ts'

const renderer = new PngRenderer()
const JOB: RenderJob = { prompt: 'a lighthouse at dusk', style: 'default', width: 96, height: 96, seed: 7 }

const render = (change: Partial<RenderJob> = {}) => renderer.render({ ...JOB, ...change })

async function pixels(png: Uint8Array): Promise<Uint8Array> {
  return sharp(png).removeAlpha().raw().toBuffer()
}

/** The mean difference of two pictures' channels, 0..255. */
async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = [await pixels(one), await pixels(other)]
  expect(a.length).toBe(b.length)
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length
}

describe('drawing', () => {
  it('gives the same bytes for the same request, from another renderer too', async () => {
    expect(Buffer.compare(await render(), await new PngRenderer().render(JOB))).toBe(0)
  })

  it.each<[string, Partial<RenderJob>]>([
    ['seed', { seed: 8 }],
    ['prompt', { prompt: 'a camel in the desert' }],
    ['unknown word in the prompt', { prompt: 'a lighthouse at dusk flurble' }],
    ['time of day', { prompt: 'a lighthouse at noon' }],
  ])('gives another picture for another %s', async (_, change) => {
    expect(await difference(await render(), await render(change))).toBeGreaterThan(3)
  })

  it.each([
    'sea',
    'lake',
    'mountains',
    'forest',
    'city',
    'desert',
    'field',
    'sky',
    'space',
    'underwater',
    'abstract',
    'portrait',
    'table',
  ])('composes a picture with something in it: %s', async place => {
    const { channels } = await sharp(await render({ prompt: place })).stats()
    expect(Math.max(...channels.map(channel => channel.stdev))).toBeGreaterThan(12)
  })

  it('paints the night darker than the day', async () => {
    const mean = async (prompt: string) => {
      const { channels } = await sharp(await render({ prompt })).stats()
      return channels[0]!.mean + channels[1]!.mean + channels[2]!.mean
    }
    expect(await mean('a lake at night')).toBeLessThan((await mean('a lake at noon')) * 0.7)
  })

  it('turns the picture towards a colour that is asked for', async () => {
    const balance = async (prompt: string) => {
      const { channels } = await sharp(await render({ prompt })).stats()
      return channels[0]!.mean - channels[2]!.mean
    }
    expect(await balance('crimson mountains')).toBeGreaterThan((await balance('cobalt mountains')) + 40)
  })

  it.each([
    [64, 64],
    [64, 2048],
    [2048, 64],
  ])('draws at %i x %i', async (width, height) => {
    const info = await sharp(await render({ width, height, prompt: 'a boat on the sea' })).metadata()
    expect(info).toMatchObject({ width, height, format: 'png' })
  })

  it('sets the quoted text as a title in the upper part of the picture', async () => {
    const top = { left: 0, top: 0, width: 128, height: 40 }
    const crop = async (prompt: string) =>
      sharp(await render({ prompt, width: 128, height: 128 }))
        .extract(top)
        .png()
        .toBuffer()
    const [one, other, none] = [await crop('a lake "AAAA"'), await crop('a lake "IIII"'), await crop('a lake "☃"')]
    expect(await difference(one, none)).toBeGreaterThan(8)
    expect(await difference(one, other)).toBeGreaterThan(8)
  })

  it.each([
    ['names that objects have', 'constructor __proto__ toString hasOwnProperty valueOf constructors two constructor'],
    ['markup', '</svg><script>alert(1)</script> "<b>&amp;" & < > \' <!-- ]]>'],
    ['NUL and control characters', 'a\0b\u0001\u001b[0m "x\0y"'],
    ['emoji', '🦊🌊 "🦊 FOX 👩‍👩‍👧"'],
    ['right-to-left text', 'منارة "עברית" \u202e gnirts'],
    ['lone surrogates', '\ud800 fox \udfff "\ud83d"'],
    ['nothing', ''],
    ['one very long word', 'a'.repeat(4000)],
    ['path data', 'M0 0L10 10" fill="url(#x)'],
  ])('draws whatever the prompt holds: %s', async (_, prompt) => {
    for (const style of ['default', 'flat', 'poster'] as const) {
      expect(await sharp(await render({ prompt, style })).metadata()).toMatchObject({ width: 96, height: 96 })
    }
  })
})

describe('the styles', () => {
  const pictures = new Map<string, Uint8Array>()

  beforeAll(async () => {
    for (const { name } of STYLES) pictures.set(name, await render({ style: name, width: 128, height: 128 }))
  })

  it('differ from one another on the same scene', async () => {
    const names = [...pictures.keys()]
    const close: string[] = []
    for (const [i, one] of names.entries()) {
      for (const other of names.slice(i + 1)) {
        if ((await difference(pictures.get(one)!, pictures.get(other)!)) < 6) close.push(`${one} ~ ${other}`)
      }
    }
    expect(close).toEqual([])
  })

  it('keep to what they say of themselves', async () => {
    const stats = async (name: string) => sharp(pictures.get(name)!).stats()
    expect((await stats('neon')).channels[1]!.mean).toBeLessThan(80)
    expect((await stats('ink')).channels[1]!.mean).toBeGreaterThan(90)
    const blueprint = (await stats('blueprint')).channels
    expect(blueprint[2]!.mean).toBeGreaterThan(blueprint[0]!.mean + 60)
    const colors = new Set<number>()
    const data = await pixels(pictures.get('pixel')!)
    for (let i = 0; i < data.length; i += 3) colors.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!)
    expect(colors.size).toBeLessThanOrEqual(24)
  })
})
