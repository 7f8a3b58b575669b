import { describe, expect, it } from 'vitest'
import { captureLog, loggedIn } from './capturedLog.ts'

describe('a captured log', () => {
  it('has the lines of a logger and of its children, parsed and in order', () => {
    const { logger, lines } = captureLog()
    logger.info({ attempt: 2 }, 'begun')
    logger.child({ taskId: 't1' }).error({ err: new Error('disk full') }, 'failed')
    expect(lines).toMatchObject([
      { level: 30, name: 'test', msg: 'begun', attempt: 2 },
      { level: 50, msg: 'failed', taskId: 't1', err: { type: 'Error', message: 'disk full' } },
    ])
  })

  it('finds lines by their whole message, by a pattern or from a level on', () => {
    const { logger, find, from } = captureLog({ level: 'debug' })
    logger.debug('cache away')
    logger.warn('cache away, retrying')
    expect(find('cache away')).toMatchObject([{ level: 20 }])
    expect(find(/^cache/)).toHaveLength(2)
    expect(from(40)).toMatchObject([{ msg: 'cache away, retrying' }])
  })

  it('leaves out what is below its level, and keeps what is written later when it was cleared', () => {
    const { logger, lines, written, clear } = captureLog({ level: 'warn' })
    logger.info('one')
    logger.warn('two')
    clear()
    logger.warn('three')
    expect(lines.map(({ msg }) => msg)).toEqual(['three'])
    expect(written()).toEqual([expect.stringMatching(/^\{.*"msg":"three"\}\n$/)])
  })
})

it('the lines of a process are found between its other output', () => {
  const stdout = 'lock released\n{"level":30,"msg":"closing"}\n{"level":30,"msg":"closed"}\n{not json}\n'
  expect(loggedIn(stdout, 'closed')).toEqual([{ level: 30, msg: 'closed' }])
})
