import { beforeEach, describe, expect, it } from 'vitest'
import { createHealth, type Health } from './health.ts'
import { noteIfUnavailable, requiredAtStartup } from './requiredAtStartup.ts'

let health: Health
let away: boolean

function server(): string | undefined {
  if (away) throw new Error('nobody answers')
  return undefined
}

beforeEach(() => {
  health = createHealth()
  away = false
})

const without = { ready: true, checks: { server: 'away, work waits: nobody answers' } }
const there = { ready: true, checks: { server: 'ok' } }

describe('a server that is required at startup', () => {
  beforeEach(() => health.add('server', requiredAtStartup('work waits', server)))

  it('keeps a service from being ready until it was reached', async () => {
    away = true
    const notReady = { ready: false, checks: { server: 'nobody answers' } }
    expect(await health.readiness()).toEqual(notReady)
    expect(await health.readiness()).toEqual(notReady)
    away = false
    expect(await health.readiness()).toEqual(there)
  })

  it('is a note whenever it is away afterwards', async () => {
    await health.readiness()
    away = true
    expect(await health.readiness()).toEqual(without)
    expect(await health.readiness()).toEqual(without)
    away = false
    expect(await health.readiness()).toEqual(there)
  })
})

describe('a server that is of use only', () => {
  it('is a note when it is away, also from the start', async () => {
    health.add('server', noteIfUnavailable('work waits', server))
    away = true
    expect(await health.readiness()).toEqual(without)
    away = false
    expect(await health.readiness()).toEqual(there)
  })
})

it('keeps what a check notes by itself', async () => {
  const note = () => 'an old version is served'
  health.add('first', requiredAtStartup('work waits', note))
  health.add('second', noteIfUnavailable('work waits', note))
  const { checks } = await health.readiness()
  expect(checks).toEqual({ first: note(), second: note() })
  expect((await health.readiness()).checks).toEqual(checks)
})
