import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { renderExample } from './renderExample.ts'
import { variablesOf } from './variables.ts'

const section = (name: string, shape: z.ZodRawShape) => ({
  name,
  about: 'for a test',
  variables: variablesOf(z.object(shape), '/atelier'),
})
const port = (defaultValue: number) => z.coerce.number().default(defaultValue).describe('The port.')

describe('an example of the environment', () => {
  it('shows defaults as comments and leaves room for what must be set', () => {
    const text = renderExample(
      ['Hello.'],
      [
        section('bell', {
          LOUDNESS: z.enum(['soft', 'loud']).default('soft').describe('How loud it rings.'),
          KEY: z.string().min(3).describe('Opens it.'),
          NICKNAME: z.string().optional().describe('Another name.'),
        }),
      ],
    )
    expect(text).toBe(
      [
        '# Hello.',
        '',
        '# == bell: for a test',
        '',
        '# How loud it rings.',
        '#LOUDNESS=soft',
        '',
        '# Opens it.',
        'KEY=',
        '',
        '# Another name.',
        '#NICKNAME=',
        '',
      ].join('\n'),
    )
  })

  it('tells once what several read alike, with every description and who reads it', () => {
    const text = renderExample(
      [],
      [
        section('bell', { PORT: port(1), KEY: z.string().describe('Opens it.') }),
        section('door', { PORT: port(2), KEY: z.string().optional().describe('Locks it.') }),
        section('lamp', { KEY: z.string().describe('Opens it.') }),
      ],
    )
    expect(text.match(/KEY=/g)).toHaveLength(1)
    expect(text).toContain('# Opens it. (bell, lamp)\n# Locks it. (door)\nKEY=\n')
    expect(text).toContain('#PORT=1')
    expect(text).toContain('#PORT=2')
  })

  it('fills in what to start from', () => {
    const settings = {
      USER: z
        .string()
        .describe('Who.')
        .meta({ examples: ['ada'] }),
    }
    expect(parseEnv(renderExample([], [section('bell', settings)]))).toEqual({ USER: 'ada' })
  })

  it('tells a path of the checkout from its root', () => {
    const settings = { PLAN: z.string().default('/atelier/plan.txt').describe('The plan.') }
    expect(renderExample([], [section('bell', settings)])).toContain('#PLAN=plan.txt\n')
  })

  it('quotes a value that would be read as something else', () => {
    const value = 'a # b'
    const settings = { NOTE: z.string().default(value).describe('A note.') }
    const text = renderExample([], [section('bell', settings)])
    expect(parseEnv(text.replace('#NOTE', 'NOTE'))).toEqual({ NOTE: value })
  })

  it('breaks long descriptions between words', () => {
    const settings = { NOTE: z.string().default('').describe('word '.repeat(60).trim()) }
    const lines = renderExample([], [section('bell', settings)]).split('\n')
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(100)
    expect(lines.filter(line => line.startsWith('# word')).length).toBeGreaterThan(2)
  })
})
