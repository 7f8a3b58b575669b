import { describe, expect, it } from 'vitest'
import { chooseSize } from './chooseSize.ts'

const taken = ['1024x1024', '1536x1024', '1024x1536', '512x512', '2048x2048']

describe('chooseSize', () => {
  it.each([
    ['asks for just the size where any is taken', { width: 640, height: 64 }, [], '640x64'],
    ['takes the smallest square that is large enough', { width: 600, height: 600 }, taken, '1024x1024'],
    ['takes the same size where there is one', { width: 512, height: 512 }, taken, '512x512'],
    ['takes the largest where none is large enough', { width: 600, height: 600 }, ['256x256', '512x512'], '512x512'],
    ['takes the nearest shape for a wide picture', { width: 1024, height: 768 }, taken, '1536x1024'],
    ['takes the nearest shape for a tall picture', { width: 100, height: 1000 }, taken, '1024x1536'],
  ])('%s', (_, asked, sizes, expected) => {
    expect(chooseSize(asked, sizes)).toBe(expected)
  })
})
