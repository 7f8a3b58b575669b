import { describe, expect, it } from 'vitest'
import { parseArguments, UsageError } from './arguments.ts'

describe('the command line of generate', () => {
  it('takes a prompt alone', () => {
    expect(parseArguments(['a lighthouse at dusk'])).toEqual({
      prompt: 'a lighthouse at dusk',
      project: 'Pictures',
      out: 'pictures',
    })
  })

  it('takes every option', () => {
    const argv = ['a lighthouse', '--style', 'ink', '--size=640x480', '--count', '2', '--seed', '7', '--out', 'x']
    expect(parseArguments(argv)).toMatchObject({ style: 'ink', size: '640x480', count: 2, seed: 7, out: 'x' })
  })

  it('shows its usage when asked', () => {
    expect(parseArguments(['--help'])).toBe('help')
  })

  it.each([
    ['nothing', [], 'Describe the picture in one quoted text'],
    ['an empty prompt', ['  '], 'Describe the picture in one quoted text'],
    ['an unquoted prompt', ['a', 'lighthouse'], 'Describe the picture in one quoted text'],
    ['an unknown option', ['a', '--sise', '3'], "Unknown option '--sise'"],
    ['an option without its value', ['a', '--style'], '--style'],
    ['a count that is no number', ['a', '--count', 'two'], '--count takes a whole number.'],
    ['a negative seed', ['a', '--seed=-1'], '--seed takes a whole number.'],
    ['a strange address', ['a', '--url', 'ftp://x'], '--url takes an http address.'],
  ])('refuses %s', (_, argv, message) => {
    expect(() => parseArguments(argv)).toThrow(UsageError)
    expect(() => parseArguments(argv)).toThrow(message)
  })
})
