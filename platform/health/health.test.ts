import { describe, expect, it } from 'vitest'
import { createHealth } from './health.ts'

describe('readiness', () => {
  it('is there when no check fails, and tells the notes', async () => {
    const health = createHealth()
    health.add('database', () => {})
    health.add('schema', () => 'an old version is served')
    expect(await health.readiness()).toEqual({
      ready: true,
      checks: { database: 'ok', schema: 'an old version is served' },
    })
  })

  it('is not there when a check fails, with its reason', async () => {
    const health = createHealth()
    health.add('database', async () => {
      throw new Error('gone')
    })
    expect(await health.readiness()).toEqual({ ready: false, checks: { database: 'gone' } })
  })

  it('waits until everything that holds it back is over', async () => {
    const health = createHealth()
    const started = health.hold('start', 'starting')
    expect(await health.readiness()).toEqual({ ready: false, checks: { start: 'starting' } })
    started()
    expect(await health.readiness()).toEqual({ ready: true, checks: {} })
  })

  it('ends when the service drains', async () => {
    const health = createHealth()
    health.drain()
    expect((await health.readiness()).ready).toBe(false)
  })
})
