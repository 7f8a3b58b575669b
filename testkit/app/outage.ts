import { setTimeout as delay } from 'node:timers/promises'
import { type ServiceName, serviceNames } from '@atelier/deploy/processes.ts'
import { expect } from 'vitest'
import { waitUntil } from '../support/waitUntil.ts'
import { answered, type Load, type Outcome, putLoadOn, UNREACHABLE } from './load.ts'
import type { Person } from './project.ts'
import type { RealAtelier } from './realAtelier.ts'
import { isFinal } from './task.ts'

/** More than the 10 s that the gateway gives a subgraph, as the tests' machine may be busy. */
const MAX_ANSWER_MS = 12_000
/** Milliseconds that whatever is taken away stays away. */
const AWAY_MS = 8_000

/** The longest that anything waits before it tries again: a broken circuit, 30 s, and a task's lease. */
export const recovery = { timeoutMs: 90_000 }

/**
 * As many attempts as outlast `AWAY_MS` for sure, and not by much: settings of an Atelier from which something is taken.
 */
export const untiring = { LEASE_MS: '15000', HEARTBEAT_MS: '2000', MAX_ATTEMPTS: '5' }

/** Something that can be taken away from an Atelier and brought back. */
export interface Outage {
  stop(): Promise<unknown>
  start(): Promise<unknown>
}

/**
 * Takes something away under a light load and brings it back; gives what became of the requests meanwhile. Whatever it
 * is: errors are those written for clients, no answer takes too long, and in the end everybody is ready again without
 * having been restarted, and all that was accepted at any time is done.
 * @param person who makes the load.
 * @param look is called after a while without it.
 */
export async function takeAwayFrom(
  atelier: RealAtelier,
  person: Person,
  outage: Outage,
  look: () => Promise<void> = async () => {},
): Promise<Outcome[]> {
  const load = putLoadOn(await person.project())
  try {
    const meanwhile = await outcomesWithout(load, outage, look)
    await recovered(atelier, load)
    await load.stop()
    for (const { code, message, tookMs } of [...meanwhile, ...load.outcomes]) {
      expect([undefined, 'SUBGRAPH_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', UNREACHABLE]).toContain(code)
      if (code !== UNREACHABLE) expect(message ?? '').not.toMatch(/ECONN|mysql|redis|kafka|minio|127\.0\.0\.1/i)
      expect(tookMs).toBeLessThan(MAX_ANSWER_MS)
    }
    await allDone(load)
    return meanwhile
  } finally {
    await load.stop()
  }
}

async function outcomesWithout(load: Load, { stop, start }: Outage, look: () => Promise<void>): Promise<Outcome[]> {
  await waitUntil(() => expect(load.accepted.length).toBeGreaterThan(1), recovery)
  await stop()
  load.outcomes.length = 0
  await delay(AWAY_MS)
  await look()
  const meanwhile = [...load.outcomes]
  await start()
  return meanwhile
}

/** Resolves when every process says that it can take work, and requests of every kind are answered. */
async function recovered(atelier: RealAtelier, load: Load): Promise<void> {
  await atelier.ready()
  const soFar = load.outcomes.length
  const isAnswered = (kind: Outcome['kind']) =>
    expect(answered(load.outcomes.slice(soFar), kind).length).toBeGreaterThan(0)
  await waitUntil(() => (['read', 'ask'] as const).forEach(isAnswered), recovery)
}

/** Resolves when every accepted task is completed, with its picture once. */
async function allDone({ accepted }: Load): Promise<void> {
  const states = await waitUntil(async () => {
    const now = await Promise.all(accepted.map(task => task.now()))
    for (const { status } of now) expect(isFinal(status)).toBe(true)
    return now
  }, recovery)
  expect(states.filter(({ status }) => status !== 'COMPLETED').map(({ status, error }) => ({ status, error }))).toEqual(
    [],
  )
  expect(states.map(({ artifacts }) => artifacts.length)).toEqual(states.map(() => 1))
}

/** The services one of whose replicas says that it cannot take work. */
export async function notReady(atelier: RealAtelier): Promise<ServiceName[]> {
  const ready = await Promise.all(
    serviceNames.map(async name =>
      (await Promise.all(atelier.replicas[name].map(each => each.isReady()))).every(Boolean),
    ),
  )
  return serviceNames.filter((_, index) => !ready[index])
}

/** Resolves when those services, and only those, say that they cannot take work. */
export const becomeNotReady = (atelier: RealAtelier, expected: ServiceName[]): Promise<void> =>
  waitUntil(async () => expect(await notReady(atelier)).toEqual(expected))
