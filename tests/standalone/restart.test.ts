import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshName, signUp } from '@atelier/testkit/app/person.ts'
import type { GatewayUser } from '@atelier/testkit/app/project.ts'
import { isFinal } from '@atelier/testkit/app/task.ts'
import { type Program, startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let dataFolder: string
let env: Record<string, string>
let running: Program[]

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'atelier-restart-'))
  env = await testEnvironment(dataFolder)
  running = []
})
afterEach(async () => {
  await Promise.all(running.map(program => program.kill('SIGKILL')))
  await rm(dataFolder, { recursive: true, force: true })
})

const start = async () => {
  const program = startProgram('start.ts', [], env)
  running.push(program)
  await program.says('Atelier is ready.')
  return program
}
const newcomer = (): Promise<GatewayUser> => signUp(`http://127.0.0.1:${env.GATEWAY_PORT}`, freshName('ada'))

describe('Atelier in one process that was killed during a generation', () => {
  it('completes it after the next start, with every picture once', async () => {
    const first = await start()
    const ada = await newcomer()
    const task = await (await ada.project()).generate({ prompt: 'a harbour', count: 6, size: '1024x1024', seed: 3 })
    const seen = await task.until(state => state.artifacts.length >= 1)
    expect(isFinal(seen.status)).toBe(false)
    await ada.leave()
    await first.kill('SIGKILL')

    await start()
    const finished = await task.finishedAfterOutage()
    expect(finished).toMatchObject({ status: 'COMPLETED', progress: 1 })
    expect(finished.artifacts.map(artifact => artifact.index)).toEqual([0, 1, 2, 3, 4, 5])
    expect(finished.version).toBeGreaterThan(seen.version)
    expect(await task.pictures()).toHaveLength(6)
    await ada.leave()
  })

  it('loses nothing that it had accepted', async () => {
    const first = await start()
    const ada = await newcomer()
    const project = await ada.project()
    const tasks = await Promise.all(Array.from({ length: 8 }, () => project.generate({ size: '256x256' })))
    await first.kill('SIGKILL')
    await start()
    const finished = await Promise.all(tasks.map(task => task.finishedAfterOutage()))
    expect(finished.map(state => [state.status, state.artifacts.length])).toEqual(tasks.map(() => ['COMPLETED', 1]))
  })
})

describe('Atelier in one process that is stopped', () => {
  it('ends by itself with work under way, and goes on with it after the next start', async () => {
    const first = await start()
    const ada = await newcomer()
    const task = await (await ada.project()).generate({ count: 8, size: '1024x1024' })
    await task.until(state => state.status === 'PROCESSING')
    await ada.leave()
    expect(await first.kill('SIGINT')).toBe(0)
    expect(first.output.stderr).toBe('')

    await start()
    const finished = await task.finishedAfterOutage()
    expect(finished.status).toBe('COMPLETED')
    expect((await ada.get('{ me { username } }')).me.username).toBe(ada.username)
  })
})
