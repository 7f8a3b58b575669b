import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './imports.ts'

const files = globSync('**/*.ts', { cwd: ROOT, exclude: path => path.includes('node_modules') })
const sources = new Map(
  files
    .filter(file => /\.test\.ts$|^testkit\/|^tests\//.test(file))
    .map(file => [file, readFileSync(join(ROOT, file), 'utf8')]),
)

const filesWith = (pattern: RegExp) =>
  [...sources]
    .filter(([file, source]) => file !== 'tests/architecture/waits.test.ts' && pattern.test(source))
    .map(([file]) => file)

describe('tests that wait', () => {
  it('do so by an event or by waitUntil, which looks seldom and is patient on a busy machine', () => {
    expect(sources.size).toBeGreaterThan(200)
    expect(filesWith(/\bvi\s*\.\s*(waitFor|waitUntil)\b|\bexpect\s*\.\s*poll\b/)).toEqual([])
  })

  it('say what they need real time for, wherever they pause', () => {
    const pauses = [...sources]
      .filter(([file]) => file.endsWith('.test.ts') && !/^tests\/(architecture|overload|faults|soak)\//.test(file))
      .flatMap(([file, source]) => {
        const lines = source.split('\n')
        return lines
          .map((line, index) => ({ place: `${file}:${index + 1}`, line, before: lines[index - 1] ?? '' }))
          .filter(({ line }) => /(?<![.\w])(delay|setTimeout)\(/.test(line))
      })
    expect(pauses.length).toBeGreaterThan(10)
    expect(pauses.filter(({ before }) => !before.includes('// Real time: ')).map(({ place }) => place)).toEqual([])
  })

  it('do not ask the clock how long something took', () => {
    expect(filesWith(/expect\([^;\n]*(took|elapsed|duration)\w*\)\s*\.toBeLess/i)).toEqual([])
    expect(filesWith(/expect\([^;\n]*(performance|Date)\.now\(\) - \w+\)\s*\.toBeLessThan/)).toEqual([])
  })
})
