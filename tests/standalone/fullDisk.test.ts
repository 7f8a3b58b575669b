import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Answer } from '@atelier/testkit/app/answers.ts'
import { freshName, PASSWORD, signUp, stranger } from '@atelier/testkit/app/person.ts'
import type { GatewayUser, TestProject } from '@atelier/testkit/app/project.ts'
import { MANAGEMENT_TOKEN, readinessAt } from '@atelier/testkit/support/management.ts'
import { type Program, startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import { failWrites, mountSmallDisk, type SmallDisk } from '@atelier/testkit/support/smallDisk.ts'
import { waitUntil } from '@atelier/testkit/support/waitUntil.ts'
import { afterEach, describe, expect, it } from 'vitest'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

interface RunningStandalone {
  program: Program
  gateway: string
  ada: GatewayUser
  project: TestProject
}

async function start(folder: string, settings: Record<string, string> = {}): Promise<RunningStandalone> {
  const env: Record<string, string> = { ...(await testEnvironment(folder)), MANAGEMENT_TOKEN, ...settings }
  const program = startProgram('start.ts', [], env)
  cleanUp.push(() => program.kill('SIGKILL'))
  await program.says('Atelier is ready.')
  const gateway = `http://127.0.0.1:${env.GATEWAY_PORT}`
  const ada = await signUp(gateway, freshName('ada'))
  cleanUp.push(() => ada.leave())
  return { program, gateway, ada, project: await ada.project() }
}

const REGISTER =
  'mutation ($name: String!, $password: String!) { register(input: { username: $name, password: $password }) { user { id } } }'
const CREATE = 'mutation { createProject(input: { name: "More" }) { project { id } } }'
const GENERATE =
  'mutation ($id: ID!) { generateDesign(input: { projectId: $id, prompt: "a lake", size: "256x256" }) { task { id } } }'

/** One mutation of each service that takes something new. */
const takeSomething = ({ gateway, ada, project }: RunningStandalone): Promise<Answer[]> =>
  Promise.all([
    stranger(gateway).ask(REGISTER, { name: freshName('bob'), password: PASSWORD }),
    ada.ask(CREATE),
    ada.ask(GENERATE, { id: project.id }),
  ])

const errorOf = ({ errors }: Answer) => ({ code: errors?.[0]?.extensions?.code, message: errors?.[0]?.message })

async function expectReads({ ada, project }: RunningStandalone): Promise<void> {
  const seen = await ada.get('query ($id: ID!) { me { username } project(id: $id) { name tasks { totalCount } } }', {
    id: project.id,
  })
  expect(seen.me.username).toBe(ada.username)
  expect(seen.project.name).toBe('Pictures')
}

/** Everything works, from signing up to a finished picture. */
async function expectAllGoesOn(atelier: RunningStandalone): Promise<void> {
  const [registered, created] = await takeSomething(atelier)
  expect([registered?.errors, created?.errors]).toEqual([undefined, undefined])
  const task = await atelier.project.generate({ size: '256x256' })
  expect((await task.finished()).status).toBe('COMPLETED')
}

const NO_ROOM = {
  code: 'SUBGRAPH_UNAVAILABLE',
  message: expect.stringMatching(/no storage space left\. Try again later/),
}

const POLLING = { timeoutMs: 60_000 }

const disk = await mountSmallDisk(1)
await disk?.remove()

describe.runIf(disk)('an Atelier on a disk that fills up', () => {
  let small: SmallDisk
  const openDisk = async () => {
    small = (await mountSmallDisk(24)) as SmallDisk
    cleanUp.push(() => small.remove())
    return small.folder
  }

  it('says so to whoever wants something kept, answers the rest, and goes on when there is room', async () => {
    const atelier = await start(await openDisk(), { MIN_FREE_BYTES: '0' })
    for (let times = 0; times < 3; times++) {
      // What write-ahead logs give back when they are emptied meanwhile is taken, too.
      await waitUntil(
        async () =>
          expect(
            await small
              .fill()
              .then(() => takeSomething(atelier))
              .then(answers => answers.map(errorOf)),
          ).toEqual([NO_ROOM, NO_ROOM, NO_ROOM]),
        POLLING,
      )
      await expectReads(atelier)
    }
    expect(atelier.program.output.stdout).toMatch(/SQLITE_FULL/)
    await small.free()
    await expectAllGoesOn(atelier)
    expect(await atelier.program.kill('SIGTERM')).toBe(0)
  })

  it('takes nothing new while little room is left, says so in its readiness, and lets people make room', async () => {
    // Far more than the write-ahead logs give back when they are emptied meanwhile.
    const atelier = await start(await openDisk(), { MIN_FREE_BYTES: '8000000' })
    const doomed = await atelier.ada.project('Doomed')
    await small.fill(1_000_000)
    // Free room is looked at each second.
    await waitUntil(
      async () => expect((await takeSomething(atelier)).map(errorOf)).toEqual([NO_ROOM, NO_ROOM, NO_ROOM]),
      POLLING,
    )
    await expectReads(atelier)
    const ready = await fetch(`${atelier.gateway}/health/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, degraded: true }])
    expect(await readinessAt(atelier.gateway)).toMatchObject({
      ready: true,
      checks: { tasks: expect.stringMatching(/nothing new is taken: only \d\.\d MiB are free/) },
    })
    const deleted = await atelier.ada.get('mutation ($id: ID!) { deleteProject(id: $id) { userErrors { code } } }', {
      id: doomed.id,
    })
    expect(deleted.deleteProject.userErrors).toEqual([])
    await small.free()
    await waitUntil(async () => expect((await atelier.ada.ask(CREATE)).errors).toBeUndefined())
    await expectAllGoesOn(atelier)
  })

  it('is stopped as at any time', async () => {
    const atelier = await start(await openDisk(), { MIN_FREE_BYTES: '0' })
    const tasks = await Promise.all(Array.from({ length: 3 }, () => atelier.project.generate({ count: 4 })))
    expect(tasks).toHaveLength(3)
    await small.fill()
    await takeSomething(atelier)
    expect(await atelier.program.kill('SIGTERM')).toBe(0)
    expect(atelier.program.output.stderr).toBe('')
  })
})

describe('an Atelier whose disk fails', () => {
  it('says so to whoever wants something kept, answers the rest, and goes on when it works again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-failing-'))
    cleanUp.push(() => rm(folder, { recursive: true, force: true }))
    const atelier = await start(folder)
    const writes = await failWrites(atelier.program.child.pid as number)
    const failed = { code: 'SUBGRAPH_UNAVAILABLE', message: expect.stringContaining('Try again later') }
    for (let times = 0; times < 3; times++) {
      expect((await takeSomething(atelier)).map(errorOf)).toEqual([failed, failed, failed])
      await expectReads(atelier)
    }
    expect(atelier.program.output.stdout).toMatch(/SQLITE_IOERR/)
    expect(JSON.stringify(await readinessAt(atelier.gateway))).toContain('nothing is saved')
    await writes.letAgain()
    await expectAllGoesOn(atelier)
    expect(await atelier.program.kill('SIGTERM')).toBe(0)
  })
})
