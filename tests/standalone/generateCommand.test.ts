import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program, startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder: string
let env: Record<string, string>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-generate-'))
  env = await testEnvironment(join(folder, 'data'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = async (...args: string[]) => {
  const program = startProgram('cli/main.ts', args, env)
  const code = await program.ended()
  return { code, ...program.output }
}
const paths = (stdout: string) => stdout.trim().split('\n')

describe('the generate command, on Atelier in one process', () => {
  it('starts an Atelier where none runs, makes the pictures and leaves', async () => {
    const out = join(folder, 'alone')
    const { code, stdout, stderr } = await run('a lighthouse at dusk', '--size', '128x96', '--count', '2', '--out', out)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(paths(stdout)).toHaveLength(2)
    for (const path of paths(stdout)) {
      expect(path.startsWith(out)).toBe(true)
      expect(await sharp(path).metadata()).toMatchObject({ format: 'png', width: 128, height: 96 })
    }
    expect(stderr).toContain('100% completed')
    expect(stderr).not.toContain('\x1b')
  })

  describe('with a running Atelier', () => {
    let atelier: Program
    beforeAll(async () => {
      atelier = startProgram('start.ts', [], env)
      await atelier.says('Atelier is ready.')
    })
    afterAll(() => atelier.kill('SIGTERM'))

    it('is its client, as the user that it was before', async () => {
      const arguments_ = ['a fox', '--style', 'ink', '--size', '64x64', '--seed', '5', '--out', join(folder, 'client')]
      const [first, second] = [await run(...arguments_), await run(...arguments_)]
      expect([first.code, second.code]).toEqual([0, 0])
      const [one, two] = await Promise.all([first, second].map(({ stdout }) => readFile(paths(stdout)[0] as string)))
      expect(one?.equals(two as Buffer)).toBe(true)
    })

    it.each([
      ['an unknown style', ['a fox', '--style', 'vapour'], /style/i],
      ['a size beyond the limits', ['a fox', '--size', '9000x10'], /size|64/i],
      [
        'an Atelier that is not there',
        ['a fox', '--url', 'http://127.0.0.1:9'],
        /No response from http:\/\/127\.0\.0\.1:9/,
      ],
      ['no words', [], /Describe the picture in one quoted text/],
      ['an output folder that cannot be made', ['a fox', '--size', '64x64', '--out', '/dev/null/x'], /Cannot write to/],
    ])('says in one sentence what is wrong with %s', async (_, args, message) => {
      const { code, stdout, stderr } = await run(...args)
      expect(code).toBe(1)
      expect(stdout).toBe('')
      const last = stderr.trim().split('\n').at(-1)
      expect(last).toMatch(message)
    })
  })
})
