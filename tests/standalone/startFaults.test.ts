import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import { mountSmallDisk } from '@atelier/testkit/support/smallDisk.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-start-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts an Atelier that cannot start; what it said about that. */
async function refusal(env: Record<string, string>): Promise<string[]> {
  const program = startProgram('start.ts', [], { ...(await testEnvironment(join(folder, 'data'))), ...env })
  expect(await program.ended()).toBe(1)
  return program.output.stderr.trim().split('\n')
}

describe('Atelier in one process that cannot start', () => {
  it('names every setting that does not fit', async () => {
    expect(await refusal({ GATEWAY_PORT: 'four thousand', LOG_LEVEL: 'loud', AUTH: 'maybe' })).toEqual([
      'Invalid settings:',
      expect.stringMatching(/^ {2}GATEWAY_PORT: .*four thousand/),
      expect.stringMatching(/^ {2}LOG_LEVEL: .*loud/),
      expect.stringMatching(/^ {2}(AUTH|PORT): /),
    ])
  })

  it('names the port that is in use', async () => {
    const server: Server = createServer()
    const port = await new Promise<number>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    expect(await refusal({ TASKS_PORT: String(port) })).toEqual([
      `Port ${port} on 127.0.0.1 is in use. Free it or set another port.`,
    ])
    server.close()
  })

  it('names the data folder that cannot be written to', async () => {
    await writeFile(join(folder, 'file'), '')
    const [line, ...more] = await refusal({ DATA_DIR: join(folder, 'file', 'data') })
    expect(line).toMatch(/^The data folder .* cannot be written to .* Set DATA_DIR to one that can\.$/)
    expect(more).toEqual([])
  })

  it('names the database that is damaged', async () => {
    const dataFolder = join(folder, 'damaged')
    await mkdir(dataFolder)
    await writeFile(join(dataFolder, 'users.sqlite'), 'this was a database once, and is none any more')
    expect(await refusal({ DATA_DIR: dataFolder, LOG_LEVEL: 'silent' })).toEqual([
      expect.stringMatching(/users\.sqlite is no SQLite database, or a damaged one\./),
    ])
  })

  it('does not share its data folder with another Atelier', async () => {
    const dataFolder = join(folder, 'shared')
    const first = startProgram('start.ts', [], await testEnvironment(dataFolder))
    await first.says('Atelier is ready.')
    expect(await refusal({ DATA_DIR: dataFolder })).toEqual([expect.stringContaining('in use by another process')])
    await first.kill('SIGTERM')
  })
})

/** What stands in the data folder, a file or a folder, and what is said of it. */
const IN_THE_WAY: [string, 'a file' | 'a folder', string, RegExp][] = [
  ['.', 'a file', '', /^The data folder \S+ cannot be written to .* Set DATA_DIR to one that can\.$/],
  [
    'keys/signing.json',
    'a file',
    '',
    /signing\.json is damaged: it holds no key\. .* or delete it to make a new one\.$/,
  ],
  ['keys/signing.json', 'a file', '{"kty":"OKP"}', /signing\.json is damaged\. Delete it to make a new key/],
  ['keys/signing.json', 'a folder', '', /^The key file \S+signing\.json cannot be read \(EISDIR/],
  ['keys/objects.key', 'a file', 'short', /objects\.key is damaged: it holds no key\./],
  ['objects', 'a file', '', /^The objects folder \S+objects cannot be used \(E\w+: .*\)\. See that it is a folder/],
  ['users.sqlite', 'a folder', '', /^The database \S+users\.sqlite cannot be used \(.*\)\. See that it is a file/],
]

describe('Atelier in one process that finds something else in its data folder', () => {
  it.each(IN_THE_WAY)('%s is %s with the text "%s"', async (path, kind, text, words) => {
    const dataFolder = await mkdtemp(join(folder, 'way-'))
    const place = join(dataFolder, path === '.' ? 'data' : path)
    await mkdir(dirname(place), { recursive: true })
    await (kind === 'a folder' ? mkdir(place) : writeFile(place, text))
    const lines = await refusal({ DATA_DIR: path === '.' ? place : dataFolder, LOG_LEVEL: 'silent' })
    expect(lines).toEqual([expect.stringMatching(words)])
  })
})

describe('a service that cannot start', () => {
  const SERVICES = { users: 'subgraphs/users/main.ts', tasks: 'subgraphs/tasks/main.ts', worker: 'worker/main.ts' }
  const refusalOf = async (service: keyof typeof SERVICES, env: Record<string, string>) => {
    const program = startProgram(SERVICES[service], [], {
      ...{ GATEWAY_SECRET: 's'.repeat(32), OBJECTS_SECRET: 's'.repeat(32), PORT: '0', MANAGEMENT_PORT: 'off' },
      ...{ LOG_LEVEL: 'silent', OBJECTS_DIR: join(folder, 'own', 'objects') },
      ...{ SIGNING_KEY_FILE: join(folder, 'own', 'signing.json'), ...env },
    })
    expect(await program.ended()).toBe(1)
    return program.output.stderr.trim().split('\n')
  }

  it.each(['users', 'worker'] as const)('%s names its database', async service => {
    await writeFile(join(folder, 'in the way'), '')
    const DATABASE_URL = `sqlite:${join(folder, 'in the way', 'a.sqlite')}`
    const words = /^The database .*a\.sqlite cannot be used \(E\w+: .*\)\. See that it is a file/
    expect(await refusalOf(service, { DATABASE_URL })).toEqual([expect.stringMatching(words)])
  })

  it('users names its key file', async () => {
    expect(await refusalOf('users', { SIGNING_KEY_FILE: folder })).toEqual([
      expect.stringMatching(/^The key file \S+ cannot be read \(EISDIR/),
    ])
  })

  it.each(['tasks'] as const)('%s names its objects folder', async service => {
    await writeFile(join(folder, 'in the way'), '')
    expect(await refusalOf(service, { OBJECTS_DIR: join(folder, 'in the way') })).toEqual([
      expect.stringMatching(/^The objects folder .* cannot be used /),
    ])
  })
})

const disk = await mountSmallDisk(1)
await disk?.remove()

describe.runIf(disk)('Atelier in one process whose disk', () => {
  it('may be read only names its data folder', async () => {
    const small = await mountSmallDisk(24)
    try {
      const first = startProgram('start.ts', [], await testEnvironment(small?.folder ?? ''))
      await first.says('Atelier is ready.')
      expect(await first.kill('SIGTERM')).toBe(0)
      await small?.makeReadOnly()
      const [line, ...more] = await refusal({ DATA_DIR: small?.folder ?? '', LOG_LEVEL: 'silent' })
      expect(line).toMatch(/^The data folder .* cannot be written to .* Set DATA_DIR to one that can\.$/)
      expect(more).toEqual([])
    } finally {
      await small?.remove()
    }
  })

  it('is full says that there is no room', async () => {
    const small = await mountSmallDisk(1)
    try {
      await small?.fill(40_000)
      const [line, ...more] = await refusal({ DATA_DIR: small?.folder ?? '', LOG_LEVEL: 'silent' })
      expect(line).toMatch(/^The database .* cannot be used \(.*\)\. .*\broom\b.*\.$/)
      expect(more).toEqual([])
    } finally {
      await small?.remove()
    }
  })
})
