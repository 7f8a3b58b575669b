import { expect, it } from 'vitest'
import { fold } from './text.ts'

it('compares text composed and without regard to case', () => {
  expect(fold('Cafe\u0301 ÄÖ')).toBe(fold('CAFÉ äö'))
})
