import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGES } from './floors.ts'
import { allFiles, loadedImports, ROOT } from './imports.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const scriptsOf = (manifest: string): Record<string, string> => JSON.parse(read(manifest)).scripts ?? {}

/** What composes supergraphs, opens ports and databases, or draws. */
const NOT_PURE = /^(@apollo\/composition|fastify|@mikro-orm\/(sqlite|mysql)|ioredis|minio|piscina)$/

describe('pnpm test:unit', () => {
  const loaded = loadedImports()
  const pure = allFiles().filter(
    file => /^[^.]+\.test\.ts$/.test(basename(file)) && (!file.startsWith('tests/') || file.startsWith('tests/soak/')),
  )

  it('loads nothing that composes a supergraph, opens a port or a database, or draws', () => {
    expect(pure.length).toBeGreaterThan(90)
    const found = pure.flatMap(file =>
      reached(file, loaded).map(to => `${file} loads ${to}: name it x.integration.test.ts`),
    )
    expect(found).toEqual([])
  })
})

function reached(file: string, loaded: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set([file])
  for (const each of seen) for (const to of loaded.get(each) ?? []) seen.add(to)
  return [...seen].filter(each => NOT_PURE.test(each))
}

describe('pnpm dev', () => {
  const watched = [...(scriptsOf('package.json').dev ?? '').matchAll(/--watch-path=(\S+)/g)].map(
    match => match[1] ?? '',
  )

  it('watches every package that pnpm start runs', () => {
    expect(watched.filter(path => !existsSync(join(ROOT, path)))).toEqual([])
    const run = PACKAGES.flat().filter(name => !['cli', 'deploy', 'devservers', 'bench', 'testkit'].includes(name))
    const isWatched = (name: string) => watched.some(path => name === path || name.startsWith(`${path}/`))
    expect(run.filter(name => !isWatched(name))).toEqual([])
  })
})

describe('pnpm --filter PACKAGE test', () => {
  it('runs the tests of that package, where it has any', () => {
    const manifests = globSync('{*,subgraphs/*}/package.json', { cwd: ROOT }).filter(path => !path.startsWith('bench/'))
    expect(manifests.length).toBeGreaterThan(6)
    const tested = manifests.filter(path =>
      allFiles().some(file => file.startsWith(`${dirname(path)}/`) && file.endsWith('.test.ts')),
    )
    const others = tested.filter(path => scriptsOf(path).test !== scriptsOf('gateway/package.json').test)
    expect(others).toEqual([])
  })
})
