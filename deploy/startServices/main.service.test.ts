import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshName, signUp } from '@atelier/testkit/app/person.ts'
import { openServerSpace, type ServerSpace } from '@atelier/testkit/app/serverSpace.ts'
import { realStack } from '@atelier/testkit/servers/realStack.ts'
import { freePorts } from '@atelier/testkit/support/freePorts.ts'
import { type Program, startProgram, testEnvironment } from '@atelier/testkit/support/process.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceNames } from '../processes.ts'

const MAIN = 'deploy/startServices/main.ts'
const real = await realStack()

it('says which servers are missing and how to start them, and starts nothing', async () => {
  const [mysql, redis, kafka, minio] = await freePorts(4)
  const program = startProgram(MAIN, [], {
    ATELIER_MYSQL_PORT: String(mysql),
    ATELIER_REDIS_PORT: String(redis),
    ATELIER_KAFKA_PORT: String(kafka),
    ATELIER_MINIO_PORT: String(minio),
  })
  expect(await program.ended()).toBe(1)
  expect(program.output.stderr).toContain(`MySQL (127.0.0.1:${mysql}), Redis (127.0.0.1:${redis})`)
  expect(program.output.stderr).toContain('pnpm services up')
  expect(program.output.stdout).toBe('')
})

/** The settings by which the services find a part of the servers of their own. */
function onSpace({ env, databases }: ServerSpace): Record<string, string> {
  const portOf = (url: string | undefined) => new URL(url?.includes('://') ? url : `tcp://${url}`).port
  return {
    ...env,
    ATELIER_MYSQL_PORT: portOf(databases.users),
    ATELIER_REDIS_PORT: portOf(env.REDIS_URL),
    ATELIER_KAFKA_PORT: portOf(env.KAFKA_BROKERS),
    ATELIER_MINIO_PORT: portOf(env.MINIO_URL),
    ...Object.fromEntries(databaseNames(databases)),
  }
}

const databaseNames = (databases: ServerSpace['databases']) =>
  Object.entries(databases).map(([service, url]) => [`${service.toUpperCase()}_DATABASE_URL`, url])

describe.runIf(real.available)(`all services beside each other${real.note}`, () => {
  const opened = new AsyncDisposableStack()
  let program: Program
  let ports: Record<string, string>

  beforeAll(async () => {
    const space = await openServerSpace()
    opened.defer(space.close)
    const folder = await mkdtemp(join(tmpdir(), 'atelier-start-'))
    opened.defer(() => rm(folder, { recursive: true }))
    ports = await testEnvironment(folder)
    program = startProgram(MAIN, [], {
      ...onSpace(space),
      ...ports,
      SIGNING_KEY_FILE: join(folder, 'keys', 'signing.json'),
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
    })
    opened.defer(async () => void (await program.kill('SIGTERM')))
    await program.says('All services are ready')
  }, 120_000)
  afterAll(() => opened.disposeAsync(), 60_000)

  const urlOf = (port: string | undefined) => `http://127.0.0.1:${port}`

  it('are said to be ready where they are', () => {
    expect(program.output.stdout).toContain(`All services are ready: ${urlOf(ports.GATEWAY_PORT)}/graphql.`)
  })

  it('do together what one asks of the gateway', async () => {
    const ada = await signUp(urlOf(ports.GATEWAY_PORT), freshName('ada'))
    try {
      const project = await ada.project('Posters')
      const task = await (await project.generate()).finished()
      expect(task).toMatchObject({
        status: 'COMPLETED',
        project: { name: 'Posters', owner: { username: ada.username } },
      })
    } finally {
      await ada.leave()
    }
  })

  it('log into one stream, each line under the name of who wrote it', () => {
    const lines = program.output.stdout.split('\n').filter(line => line !== '' && !line.startsWith('All services'))
    const names = lines.map(line => /^(\w+) +\| ./.exec(line)?.[1])
    expect(new Set(names)).toEqual(new Set(serviceNames))
    expect(program.output.stderr).toBe('')
  })

  it('end cleanly on Ctrl-C, with nobody left behind', { timeout: 10_000 }, async () => {
    expect(await program.kill('SIGINT')).toBe(0)
    for (const name of serviceNames) {
      await expect(fetch(`${urlOf(ports[`${name.toUpperCase()}_PORT`])}/health/live`)).rejects.toThrow('fetch failed')
    }
  })
})
