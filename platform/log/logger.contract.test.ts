import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'

/** Logs once its output has no reader any more, and exits right after. */
const PROGRAM = `
  import { once } from 'node:events'
  const { createLogger } = await import(process.argv[1])
  const log = createLogger({ name: 'test', level: 'info' })
  log.info('begun')
  await once(process.stdin, 'end')
  log.info('one line')
  log.info('another line')
  process.exit(3)
`

describe('a process whose log nobody reads any more', () => {
  it('still ends when it exits', async () => {
    const logger = new URL('logger.ts', import.meta.url).href
    const child = spawn(process.execPath, ['--input-type=module', '-e', `process.stdin.resume();${PROGRAM}`, logger])
    const exit = once(child, 'exit')
    await once(child.stdout, 'data')
    child.stdout.destroy()
    await once(child.stdout, 'close')
    child.stdin.end()
    try {
      expect(await Promise.race([exit, once(AbortSignal.timeout(5_000), 'abort').then(() => 'still there')])).toEqual([
        3,
        null,
      ])
    } finally {
      child.kill('SIGKILL')
    }
  })
})
