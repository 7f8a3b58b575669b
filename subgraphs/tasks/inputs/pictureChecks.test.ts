import { describe, expect, it } from 'vitest'
import { createPictureChecks } from './pictureChecks.ts'

const open = (queueTimeoutMs: number) =>
  createPictureChecks({ atOnce: 1, waitingPerUser: 1, waiting: 10, queueTimeoutMs })
const never = new AbortController().signal
const BUSY = { extensions: { code: 'RATE_LIMITED', retryAfter: 5 } }

/** Work that goes on until it is told to end. */
function longWork() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { work: () => promise, end: resolve }
}

describe('looking at pictures', () => {
  it('is refused to whoever has too much waiting, and not to others', async () => {
    const checks = open(60_000)
    const { work, end } = longWork()
    const first = checks.run('ada', never, work)
    const second = checks.run('ada', never, async () => 'second')
    await expect(checks.run('ada', never, async () => 'third')).rejects.toMatchObject(BUSY)
    const other = checks.run('bob', never, async () => 'other')
    end()
    expect(await Promise.all([first, second, other])).toEqual([undefined, 'second', 'other'])
  })

  it('is given up by what has waited too long, and goes on', async () => {
    const checks = open(1)
    const { work, end } = longWork()
    const first = checks.run('ada', never, work)
    await expect(checks.run('bob', never, async () => 'late')).rejects.toMatchObject(BUSY)
    end()
    await first
    expect(await checks.run('bob', never, async () => 'in time')).toBe('in time')
  })

  it('is given up by who left', async () => {
    const checks = open(60_000)
    const { work, end } = longWork()
    const first = checks.run('ada', never, work)
    const leaving = new AbortController()
    const left = expect(checks.run('bob', leaving.signal, async () => 'late')).rejects.toThrow('gone')
    leaving.abort(new Error('gone'))
    await left
    end()
    await first
  })
})
