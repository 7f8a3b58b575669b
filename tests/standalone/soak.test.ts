import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProgram } from '@atelier/testkit/support/process.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-soaked-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('a soak works for as long as it is told, says what it found and leaves nothing behind', async () => {
  const json = join(folder, 'soak.json')
  const program = startProgram('tests/soak/main.ts', ['--minutes', '0.25', '--people', '2', '--json', json], {
    TMPDIR: folder,
  })
  expect(await program.ended(), program.output.stdout + program.output.stderr).toBe(0)
  expect(program.output.stdout).toMatch(/^heap \d+ MB at first.*slope .* MB\/hour ± /m)
  expect(program.output.stdout).toContain('all is well')
  const { samples, journal, lostTasks } = JSON.parse(await readFile(json, 'utf8'))
  expect(samples.length).toBeGreaterThan(1)
  expect(samples[0].heapUsed).toBeGreaterThan(1_000_000)
  expect(Object.keys(journal.done).length).toBeGreaterThan(0)
  expect([journal.failures, lostTasks]).toEqual([[], []])
  expect(await readdir(folder)).toEqual(['soak.json'])
})

it('a soak says what is wrong with its options', async () => {
  const program = startProgram('tests/soak/main.ts', ['--minutes', 'long'], {})
  expect(await program.ended()).toBe(1)
  expect(program.output.stderr).toBe('--minutes must be a number above 0, and 10000 at most.\n')
})
