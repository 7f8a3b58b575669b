import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const atRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const FILES = [
  'supergraph.yaml',
  'schema/api.graphql',
  'schema/supergraph.graphql',
  ...['users', 'projects', 'tasks'].map(name => `subgraphs/${name}/schema.graphql`),
]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compose-'))
  for (const file of FILES) await cp(atRoot(file), join(folder, file))
})
afterEach(() => rm(folder, { recursive: true }))

/** Runs `pnpm compose` as package.json has it, on the copy. */
async function compose(...args: string[]) {
  const child = spawn(process.execPath, [atRoot('gateway/supergraph/compose.ts'), ...args, folder])
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, stdout, stderr }
}

async function edit(file: string, from: string | RegExp, to: string) {
  const before = await readFile(join(folder, file), 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  await writeFile(join(folder, file), after)
}

const PROJECTS = 'subgraphs/projects/schema.graphql'
const contents = () => Promise.all(FILES.map(file => readFile(join(folder, file), 'utf8')))

describe('pnpm compose', () => {
  it('prints hints with their severity, and succeeds all the same', async () => {
    await edit('subgraphs/users/schema.graphql', 'A date-time in UTC', 'A moment in UTC')
    const { code, stderr } = await compose()
    expect(stderr).toMatch(/^hint \(warn\) INCONSISTENT_DESCRIPTION: /m)
    expect(code).toBe(0)
  })

  it('writes both files anew', async () => {
    await edit(PROJECTS, 'enum Visibility {', 'enum Visibility {\n  "Some may see it." SHARED')
    expect(await compose()).toMatchObject({ code: 0 })
    expect(await readFile(join(folder, 'schema/api.graphql'), 'utf8')).toContain('SHARED')
    expect(await readFile(join(folder, 'schema/supergraph.graphql'), 'utf8')).toContain('SHARED')
  })

  it('fails and writes nothing when the subgraphs do not fit together', async () => {
    await edit(PROJECTS, 'enum Visibility {', 'enum Visibility {{')
    const before = await contents()
    const { code, stderr } = await compose()
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: .*projects\/schema\.graphql:\d+:\d+: /m)
    expect(await contents()).toEqual(before)
  })
})

describe('pnpm compose --check', () => {
  it('says so when nothing changes', async () => {
    expect(await compose('--check')).toMatchObject({ code: 0, stdout: 'Nothing changes for clients.\n' })
  })

  it('fails on what breaks clients, with the worst first, and writes nothing', async () => {
    await edit(PROJECTS, 'enum Visibility {', 'enum Visibility {\n  "Some may see it." SHARED')
    await edit(PROJECTS, 'type Query {', 'type Query {\n  "Says hello." hello: String')
    await edit(PROJECTS, /\n {2}"[^"\n]*"\n {2}archivedAt: DateTime/, '')
    const before = await contents()
    const { code, stdout } = await compose('--check')
    expect(code).toBe(1)
    expect([...new Set(stdout.split('\n').map(line => line.split(':')[0]))]).toEqual([
      'breaking',
      'dangerous',
      'safe',
      'The files in schema/ are stale',
      '',
    ])
    expect(stdout).toContain("breaking: Field 'archivedAt' was removed from object type 'Project'")
    expect(await contents()).toEqual(before)
  })

  it('succeeds on what is safe and says that the files are stale', async () => {
    await edit(PROJECTS, 'type Query {', 'type Query {\n  "Says hello." hello: String')
    const { code, stdout } = await compose('--check')
    expect(code).toBe(0)
    expect(stdout).toContain("safe: Field 'hello' was added to object type 'Query'")
    expect(stdout).toContain('stale: run `pnpm compose`')
  })
})
