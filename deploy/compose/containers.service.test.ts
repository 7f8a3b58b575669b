import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environmentOf, madeEnv, readCompose, root } from '@atelier/testkit/deploy/composeFile.ts'
import { freePorts } from '@atelier/testkit/support/freePorts.ts'
import { afterAll, describe, expect, it } from 'vitest'
import { serviceNames } from '../processes.ts'
import { allReady } from '../startServices/readiness.ts'
import { startProcess } from '../startServices/supervised.ts'

const run = promisify(execFile)
const compose = readCompose(madeEnv())
const folder = mkdtempSync(join(tmpdir(), 'atelier-compose-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What a container's environment becomes where there are no servers, and another port is free. */
function embedded(name: string, port: number): Record<string, string> {
  const { KAFKA_BROKERS, REDIS_URL, MINIO_URL, ...rest } = environmentOf(compose.services[name])
  return {
    ...rest,
    PATH: process.env.PATH ?? '',
    HOST: '0.0.0.0',
    MANAGEMENT_PORT: '0',
    PORT: String(port),
    ...(rest.DATABASE_URL && { DATABASE_URL: `sqlite:${join(folder, `${name}.sqlite`)}` }),
    ...(rest.SIGNING_KEY_FILE && { SIGNING_KEY_FILE: join(folder, 'keys/signing.json') }),
    ...(name === 'tasks' && { OBJECTS_SECRET: 'a secret for this test, which is long enough' }),
    OBJECTS_DIR: join(folder, 'objects'),
  }
}

describe.each(serviceNames)('the program of the container of %s', { timeout: 60_000 }, name => {
  it('answers its health check and what is published of it on the port that the container is given', async () => {
    const service = compose.services[name]
    const inside = environmentOf(service).PORT
    const [port] = (await freePorts(1)) as [number]
    const main = service?.command.at(-1)
    const env = embedded(name, port)
    const gaveUp = new AbortController()
    const program = startProcess({ name, main: main ?? '', cwd: root, env }, () => {})
    program.ended.then(() => gaveUp.abort(new Error(`${name} ended:\n${program.lastLines().join('\n')}`)))
    try {
      const url = `http://127.0.0.1:${port}`
      await allReady([{ name, url }], () => {}, gaveUp.signal).catch(() => gaveUp.signal.throwIfAborted())

      const [kind, node, ...check] = service?.healthcheck?.test ?? []
      expect([kind, node]).toEqual(['CMD', 'node'])
      await run(process.execPath, check, { cwd: root, env })

      for (const published of service?.ports ?? []) {
        expect(published.split(':').at(-1)).toBe(inside)
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: '{ __typename }' }),
        })
        expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
      }
    } finally {
      await program.stop()
    }
    expect(await program.ended).toEqual({ code: 0, signal: null })
  })
})
