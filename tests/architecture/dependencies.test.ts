import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from './imports.ts'

interface Manifest {
  name: string
  license?: string | { type: string }
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const manifestAt = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Manifest
const licenceOf = ({ license }: Manifest) => (typeof license === 'object' ? license.type : license)

const workspaces: string[] = parse(read('pnpm-workspace.yaml')).packages
const manifests = [
  'package.json',
  ...globSync(
    workspaces.map(path => `${path}/package.json`),
    { cwd: ROOT },
  ),
]

/** The licence of each package of others that one of ours names, as it is installed. */
const installed = new Map<string, string | undefined>()
for (const path of manifests) {
  const { dependencies, devDependencies } = manifestAt(join(ROOT, path))
  for (const name of Object.keys({ ...dependencies, ...devDependencies }).filter(
    each => !each.startsWith('@atelier/'),
  )) {
    installed.set(name, licenceOf(manifestAt(join(ROOT, dirname(path), 'node_modules', name, 'package.json'))))
  }
}

const page = read('docs/dependencies.md')
const rows = [
  ...page.matchAll(/^\| `(?<name>[^`]+)` +\| (?<licence>[^|]+?) +\| (?<use>[^|]+?) +\| (?<why>[^|]+?) +\|$/gm),
].map(({ groups }) => groups as { name: string; licence: string; use: string; why: string })

const ELASTIC = 'Elastic-2.0'

describe('docs/dependencies.md', () => {
  it('has one row for each direct dependency and for nothing else', () => {
    expect(installed.size).toBeGreaterThan(50)
    expect(rows.map(({ name }) => name).sort()).toEqual([...installed.keys()].sort())
  })

  it('tells the licences of the installed packages', () => {
    expect(Object.fromEntries(rows.map(({ name, licence }) => [name, licence]))).toEqual(Object.fromEntries(installed))
  })

  it('names every installed package under a licence that forbids offering it as a service, and so does the README', () => {
    const store = join(ROOT, 'node_modules/.pnpm')
    expect(existsSync(store)).toBe(true)
    const all = globSync(['*/node_modules/*/package.json', '*/node_modules/@*/*/package.json'], { cwd: store })
    const restricted = new Set(
      all
        .map(path => manifestAt(join(store, path)))
        .filter(
          manifest =>
            /elastic|sspl|busl|bsl|commons-clause/i.test(licenceOf(manifest) ?? '') &&
            licenceOf(manifest) !== 'BSL-1.0',
        )
        .map(({ name }) => name),
    )
    expect(restricted.size).toBe(5)
    expect(
      rows
        .filter(({ licence }) => licence === ELASTIC)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...restricted].sort())
    for (const text of [page, read('README.md')].map(each => each.replace(/\s+/g, ' '))) {
      expect(text).toContain('Elastic License 2.0')
      for (const name of restricted) expect(text).toContain(`\`${name}\``)
    }
  })

  it('and the licence of our own code are where package.json says MIT', () => {
    expect(licenceOf(manifestAt(join(ROOT, 'package.json')))).toBe('MIT')
    expect(read('LICENSE')).toMatch(/^MIT License\n/)
  })
})
