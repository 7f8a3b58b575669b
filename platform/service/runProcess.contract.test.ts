import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { loggedIn } from '@atelier/testkit/support/capturedLog.ts'
import { describe, expect, it } from 'vitest'

/** Opens parts that keep a process alive, and then what a test adds. */
const program = (rest: string) => `
  import { createServer } from 'node:net'
  const { runProcess } = await import(process.argv[1])
  const { createLogger } = await import(process.argv[2])
  const log = createLogger({ name: 'test', level: 'info' })
  await runProcess(async opened => {
    opened.defer(() => console.log('lock released'))
    const leaked = createServer().listen(0)
    ${rest}
  })
`

/** Runs such a process to its end; SIGTERM ends it when it says that it is open. */
async function run(rest: string) {
  const urls = ['runProcess.ts', '../log/logger.ts'].map(file => new URL(file, import.meta.url).href)
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(rest), ...urls])
  child.stdout.on('data', chunk => {
    if (String(chunk).includes('it is open')) child.kill('SIGTERM')
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, stdout, stderr }
}

const FAILS = (name: string) => `opened.defer(() => Promise.reject(new Error('${name} does not close')))`

describe('a process that cannot be opened', () => {
  it('says why, closes what was opened and exits with 1, whatever else is open', async () => {
    const { code, stdout, stderr } = await run(`throw new Error('no room')`)
    expect([code, stdout]).toEqual([1, 'lock released\n'])
    expect(stderr).toMatch(/^Error: no room\n/)
    expect(stderr).not.toContain('Closing failed')
  })

  it('says that first where closing fails, too', async () => {
    const { code, stdout, stderr } = await run(`${FAILS('a pool')}; ${FAILS('a bus')}; throw new Error('no room')`)
    expect([code, stdout]).toEqual([1, 'lock released\n'])
    expect(stderr.match(/^.*Error: .*$/gm)).toEqual([
      'Error: no room',
      'Closing failed: Error: a bus does not close',
      'Closing failed: Error: a pool does not close',
    ])
  })
})

describe('a process that a signal ends', () => {
  it('closes everything and exits with 0, whatever else is open', async () => {
    const { code, stdout, stderr } = await run(`log.info('it is open'); return { log }`)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/received signal, shutting down[\s\S]*"closing"[\s\S]*lock released[\s\S]*"closed"/)
  })

  it('closes the rest where a part does not, logs each error in order and exits with 1', async () => {
    const { code, stdout } = await run(`${FAILS('a pool')}; ${FAILS('a bus')}; log.info('it is open'); return { log }`)
    expect(code).toBe(1)
    expect(stdout).toContain('lock released')
    const failures = loggedIn(stdout, 'closing failed')
    expect(failures.map(({ err }) => err?.message)).toEqual(['a bus does not close', 'a pool does not close'])
  })
})
