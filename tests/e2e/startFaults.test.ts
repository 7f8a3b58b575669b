import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { houseEnvironment, startProgram } from '../testkit/process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-start-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts a house that cannot start; what it said about that. */
async function refusal(env: Record<string, string>): Promise<string[]> {
  const program = startProgram('start.ts', [], { ...(await houseEnvironment(join(folder, 'data'))), ...env })
  expect(await program.ended()).toBe(1)
  return program.output.stderr.trim().split('\n')
}

describe('a house in one process that cannot start', () => {
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

  it('does not share its data folder with another house', async () => {
    const dataFolder = join(folder, 'shared')
    const first = startProgram('start.ts', [], await houseEnvironment(dataFolder))
    await first.says('Atelier is ready.')
    expect(await refusal({ DATA_DIR: dataFolder })).toEqual([expect.stringContaining('in use by another process')])
    await first.kill('SIGTERM')
  })
})
