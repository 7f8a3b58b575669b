import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createLogLines } from './logLines.ts'

const json = '{"level":30,"time":0,"name":"users","msg":"ready","url":"http://x"}'

describe('lines of several logs', () => {
  it('carry the name of who wrote them, in a column', () => {
    const show = createLogLines(['users', 'gateway'], { terminal: false })
    expect([show('users', json), show('gateway', 'hello')]).toEqual([`users   | ${json}`, 'gateway | hello'])
  })

  it('are readable and coloured on a terminal', () => {
    const shown = createLogLines(['users', 'gateway'], { terminal: true })('users', json)
    expect(shown).toContain('\u001b[')
    const lines = stripVTControlCharacters(shown).split('\n')
    expect(lines[0]).toMatch(/^users {3}\| \[.*INFO: ready$/)
    expect(lines[1]).toMatch(/^users {3}\| +url: "http:\/\/x"$/)
  })

  it('are left as they are when they are not JSON', () => {
    const shown = createLogLines(['users'], { terminal: true })('users', 'Invalid settings:')
    expect(stripVTControlCharacters(shown)).toBe('users | Invalid settings:')
  })
})
