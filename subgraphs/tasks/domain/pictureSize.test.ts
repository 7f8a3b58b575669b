import { describe, expect, it } from 'vitest'
import { fitSize, formatSize, parseSize } from './pictureSize.ts'

describe('the size of a picture', () => {
  it.each(['64x64', '2048x2048', '1024x768'])('%s can be asked for', text => {
    const size = parseSize(text)
    expect(size && formatSize(size)).toBe(text)
  })

  it.each([
    '',
    'abc',
    '10x10',
    '63x64',
    '64x2049',
    '5000x5000',
    '1024',
    '1024x',
    '1024X768',
    '-64x64',
    '64x64x64',
    '1e3x64',
    ' 64x64',
    '99999999999x64',
  ])('%j can not', text => {
    expect(parseSize(text)).toBeUndefined()
  })

  it.each([
    [{ width: 640, height: 480 }, '640x480'],
    [{ width: 4096, height: 2048 }, '2048x1024'],
    [{ width: 3000, height: 10 }, '2048x64'],
    [{ width: 32, height: 16 }, '128x64'],
    [{ width: 1, height: 4000 }, '64x2048'],
  ])('fits %j as %s', (own, fitted) => {
    expect(formatSize(fitSize(own))).toBe(fitted)
  })
})
