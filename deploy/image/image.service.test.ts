import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { openServerSpace } from '@atelier/testkit/app/serverSpace.ts'
import { realStack } from '@atelier/testkit/servers/realStack.ts'
import { freePorts } from '@atelier/testkit/support/freePorts.ts'
import { MANAGEMENT_TOKEN, readinessAt } from '@atelier/testkit/support/management.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceNames, serviceProcesses } from '../processes.ts'
import { allReady } from '../startServices/readiness.ts'
import { startProcess } from '../startServices/supervised.ts'

const real = await realStack()
const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const assemble = (source: string, target: string) => run(join(source, 'deploy/image/assemble.sh'), [source, target])

let folder: string
let source: string
let image: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-image-'))
  source = join(folder, 'source')
  image = join(folder, 'image')
  // What a checkout holds, and nothing that was installed or made in this one.
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  for (const file of stdout.split('\0').filter(path => path !== '' && existsSync(join(root, path)))) {
    await mkdir(dirname(join(source, file)), { recursive: true })
    await cp(join(root, file), join(source, file))
  }
  await assemble(source, image)
}, 110_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const leastEnvironment = {
  PATH: process.env.PATH ?? '',
  NODE_ENV: 'production',
  MANAGEMENT_PORT: 'off',
  MANAGEMENT_TOKEN,
}

/**
 * Starts a program of the image, sees it ready, asks its health as the image does, and stops it as Docker does.
 * @returns how it ended, and what it said when it was ready.
 */
async function startAndStop(main: string, port: number, env: Record<string, string>) {
  const gaveUp = new AbortController()
  const program = startProcess({ name: main, main, cwd: image, env: { ...leastEnvironment, ...env } }, () => {})
  program.ended.then(() => gaveUp.abort(new Error(`${main} ended:\n${program.lastLines().join('\n')}`)))
  try {
    await allReady([{ name: main, url: `http://127.0.0.1:${port}` }], () => {}, gaveUp.signal).catch(() =>
      gaveUp.signal.throwIfAborted(),
    )
    const health = { ...leastEnvironment, PORT: String(port) }
    await run(process.execPath, ['deploy/image/checkHealth.ts'], { cwd: image, env: health })
    const ready = await readinessAt(`http://127.0.0.1:${port}`)
    return { ready, end: await program.stop() }
  } finally {
    await program.stop()
  }
}

const inOrder = { code: 0, signal: null }

describe('what the image holds', { timeout: 60_000 }, () => {
  it('is the services and the packages that they run with, and nothing to develop, test or install them', () => {
    expect(existsSync(join(image, 'node_modules/.pnpm'))).toBe(true)
    const packages = globSync('node_modules/.pnpm/*', { cwd: image }).map(path => path.split('/').at(-1) as string)
    expect(packages.filter(name => /^(vitest|typescript|@biomejs|@graphql-codegen)/.test(name))).toEqual([])
    expect(
      globSync('{deploy,gateway,platform,renderer,schema,standalone,subgraphs,worker}/**/*.test.ts', { cwd: image }),
    ).toEqual([])
    expect(globSync('{*,.*}', { cwd: image }).sort()).toEqual([
      'deploy',
      'gateway',
      'node_modules',
      'package.json',
      'platform',
      'renderer',
      'schema',
      'standalone',
      'start.ts',
      'subgraphs',
      'worker',
    ])
  })

  it.each(serviceNames)('starts as %s, is healthy, becomes ready and stops', async name => {
    const [port] = (await freePorts(1)) as [number]
    const { end } = await startAndStop(serviceProcesses[name].main, port, {
      PORT: String(port),
      GATEWAY_SECRET: 'a secret for this test and no other',
      OBJECTS_SECRET: 'a secret for this test, which is long enough',
    })
    expect(end).toEqual(inOrder)
  })

  it('starts as all of Atelier in one process', async () => {
    const [gateway] = (await freePorts(1)) as [number]
    const others = { USERS_PORT: '0', PROJECTS_PORT: '0', TASKS_PORT: '0', WORKER_PORT: '0' }
    const { end } = await startAndStop('start.ts', gateway, { GATEWAY_PORT: String(gateway), ...others })
    expect(end).toEqual(inOrder)
  })

  it('is unhealthy where nobody listens', async () => {
    const [port] = await freePorts(1)
    const health = run(process.execPath, ['deploy/image/checkHealth.ts'], {
      cwd: image,
      env: { ...leastEnvironment, PORT: String(port) },
    })
    await expect(health).rejects.toMatchObject({ code: 1 })
  })

  it('is put together only in an empty folder', async () => {
    const full = join(folder, 'full')
    await mkdir(full)
    await writeFile(join(full, 'mine'), '')
    await expect(assemble(source, full)).rejects.toMatchObject({ stderr: expect.stringContaining('is not empty') })
  })
})

describe.runIf(real.available)(`what the image holds, beside real servers${real.note}`, { timeout: 60_000 }, () => {
  let space: Awaited<ReturnType<typeof openServerSpace>>
  beforeAll(async () => {
    space = await openServerSpace()
  }, 60_000)
  afterAll(() => space.close(), 60_000)

  it.each([
    ['tasks', ['database', 'bus', 'cache', 'pubsub', 'storage']],
    ['worker', ['database', 'bus', 'storage']],
  ] as const)('reaches all that %s needs of them', async (name, needs) => {
    const [port] = (await freePorts(1)) as [number]
    const { ready, end } = await startAndStop(serviceProcesses[name].main, port, {
      ...space.env,
      PORT: String(port),
      DATABASE_URL: space.databases[name],
      GATEWAY_SECRET: 'a secret for this test and no other',
      // No secret for objects in a folder: without MinIO it would not start.
    })
    expect(ready).toMatchObject({ ready: true, checks: Object.fromEntries(needs.map(check => [check, 'ok'])) })
    expect(end).toEqual(inOrder)
  })
})
