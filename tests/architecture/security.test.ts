import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@atelier/platform/errors/errorCodes.ts'
import { describe, expect, it } from 'vitest'
import { ROOT } from './imports.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const page = read('docs/security.md')

/** The cells of the page's table that begins with this column. */
function rowsUnder(...heads: string[]): string[][] {
  const head = new RegExp(`^\\| ${heads.map(each => `${each} +`).join('\\| ')}\\|\\n\\| -.*\\n((?:\\|.*\\n)+)`, 'gm')
  return [...page.matchAll(head)].flatMap(([, rows = '']) =>
    rows
      .trim()
      .split('\n')
      .map(row =>
        row
          .split('|')
          .slice(1, -1)
          .map(cell => cell.trim()),
      ),
  )
}

const withoutTicks = (text = '') => text.replaceAll('`', '')
const example = new Map(
  [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [
    name as string,
    value as string,
  ]),
)

describe('the limits in docs/security.md', () => {
  const limits = rowsUnder('setting', 'default', 'protects')

  it('are settings, with the defaults that they have', () => {
    expect(limits.length).toBeGreaterThan(50)
    for (const [setting, told] of limits) {
      const value = example.get(withoutTicks(setting))
      expect(value, `${setting} is no setting`).toBeDefined()
      expect(told, setting).toBe(value === '' ? 'none: see there' : `\`${value}\``)
    }
  })

  it('are all that there are', () => {
    const isLimit =
      /(^|_)(MAX|LIMIT|LIMITS|QUOTA|QUEUE|WAITING|AT_ONCE|FAILURES|BACKLOG|BUDGET|CPU)(_|$)|_PER_|(HEADERS|REQUEST|RESPONSE)_TIMEOUT/
    const named = new Set([...page.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(match => match[1]))
    // How long retries wait is no limit on anybody.
    const missing = [...example.keys()].filter(
      name => isLimit.test(name) && !named.has(name) && name !== 'RETRY_MAX_MS',
    )
    expect(missing).toEqual([])
  })
})

describe('the attacks in docs/security.md', () => {
  const attacks = rowsUnder('what is tried', 'what happens', 'test')

  it('are there', () => {
    expect(attacks.length).toBeGreaterThan(30)
  })

  it.each(attacks)('%s: have tests of these names', (_, __, cell = '') => {
    const tests = [...cell.matchAll(/`([^`]+\.test\.ts)` _(.+?)_(?=; `|$)/g)]
    expect(tests.length).toBeGreaterThan(0)
    expect(tests.map(([whole]) => whole).join('; ')).toBe(cell)
    for (const [, file = '', title = ''] of tests) {
      expect(existsSync(join(ROOT, file)), file).toBe(true)
      expect(read(file).replaceAll("\\'", "'"), file).toContain(title)
    }
  })
})

it('settings that docs/security.md names are settings', () => {
  const named = [...page.matchAll(/`([A-Z][A-Z0-9_]{4,})(?:=\w+)?`/g)].map(match => match[1] as string)
  expect(named.filter(name => !example.has(name) && !(name in ERROR_CODES))).toEqual([])
})
