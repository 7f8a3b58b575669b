import { describe, expect, it } from 'vitest'
import { TitleFont } from './titleFont.ts'

const font = new TitleFont()

describe('setting a title', () => {
  it('outlines every letter that the font has, at any position', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ÄÖÜÉŁŻДЖЯ&!?'
    for (let length = 1; length <= alphabet.length; length++) {
      for (const size of [33.3, 100]) {
        expect(font.outline(alphabet.slice(-length), size)?.d).toMatch(/^[MLQCZ\d\s.-]+$/)
      }
    }
  })

  it('grows with each letter and with the size', () => {
    const width = (text: string, size: number) => font.outline(text, size)!.width
    expect(width('LL', 100)).toBeGreaterThan(width('L', 100) * 1.8)
    expect(width('L', 200)).toBeCloseTo(width('L', 100) * 2, 5)
  })

  it('leaves out what the font lacks, and sets nothing of a text without known letters', () => {
    expect(font.outline('A☃', 100)).toEqual(font.outline('A', 100))
    expect(font.outline('灯台', 100)).toBeUndefined()
  })
})
