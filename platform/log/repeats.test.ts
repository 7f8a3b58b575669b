import { type CapturedLog, captureLog } from '@atelier/testkit/support/capturedLog.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Logger } from './logger.ts'

let captured: CapturedLog
let log: Logger
const LIMITS = { max: 3, windowMs: 1_000 }

beforeEach(() => {
  vi.useFakeTimers()
  open()
})
afterEach(() => vi.useRealTimers())

function open(repeats = LIMITS): void {
  captured = captureLog({ repeats })
  log = captured.logger
}

const refuse = (codes: string[], transport = 'http') => log.info({ outcome: 'rejected', transport, codes }, 'operation')
const times = (count: number, write: () => void) => {
  for (let n = 0; n < count; n += 1) write()
}
const leftOut = () => captured.find('log lines left out')

describe('lines of one kind of refusal or fault', () => {
  it('are written up to a number, and counted from there when the window ends', () => {
    times(100, () => refuse(['BAD_REQUEST']))
    expect(captured.lines).toHaveLength(3)
    vi.advanceTimersByTime(1_000)
    expect(captured.lines).toHaveLength(4)
    expect(leftOut()).toMatchObject([
      { level: 30, line: 'operation', outcome: 'rejected', transport: 'http', codes: ['BAD_REQUEST'], suppressed: 97 },
    ])
    vi.advanceTimersByTime(10_000)
    expect(captured.lines).toHaveLength(4)
  })

  it('are written again in the next window', () => {
    times(4, () => refuse(['BAD_REQUEST']))
    vi.advanceTimersByTime(1_000)
    times(4, () => refuse(['BAD_REQUEST']))
    vi.advanceTimersByTime(1_000)
    expect(leftOut().map(({ suppressed }) => suppressed)).toEqual([1, 1])
    expect(captured.lines).toHaveLength(8)
  })

  it('have nothing to be told where there were few', () => {
    times(3, () => refuse(['BAD_REQUEST']))
    vi.advanceTimersByTime(1_000)
    expect(captured.lines).toHaveLength(3)
  })

  it('do not stand in the way of others, whatever logger writes them', () => {
    times(10, () => refuse(['BAD_REQUEST']))
    refuse(['RATE_LIMITED'])
    refuse(['BAD_REQUEST'], 'websocket')
    log.child({ service: 'tasks' }).error({ err: new Error('disk') }, 'operation failed')
    expect(captured.lines).toHaveLength(6)
    times(10, () => log.child({ service: 'tasks' }).error({ err: new Error('disk') }, 'operation failed'))
    vi.advanceTimersByTime(1_000)
    expect(leftOut().map(({ suppressed }) => suppressed)).toEqual([7, 8])
  })

  it('are counted when the process ends before the window does', () => {
    const before = process.listeners('exit')
    open()
    const [flush] = process.listeners('exit').filter(listener => !before.includes(listener))
    times(5, () => log.warn('token verification keys unavailable'))
    flush?.(0)
    expect(leftOut()).toMatchObject([{ line: 'token verification keys unavailable', suppressed: 2 }])
  })

  it('are few, however many kinds a caller makes up', () => {
    times(5_000, () => refuse([String(captured.lines.length), String(Math.random())]))
    expect(captured.lines.length).toBeLessThan(600)
    vi.advanceTimersByTime(1_000)
    const told = leftOut().reduce((sum, { suppressed }) => sum + Number(suppressed), 0)
    expect(captured.lines.length - leftOut().length + told).toBe(5_000)
  })

  it('are all written where there is no limit', () => {
    open({ ...LIMITS, max: Infinity })
    times(100, () => refuse(['BAD_REQUEST']))
    expect(captured.lines).toHaveLength(100)
  })
})

it('leaves out no line of what goes well', () => {
  times(100, () => log.info({ outcome: 'ok', transport: 'http' }, 'operation'))
  times(100, () => log.info({ taskId: 't' }, 'task finished'))
  expect(captured.lines).toHaveLength(200)
})
