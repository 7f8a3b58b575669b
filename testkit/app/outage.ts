import { setTimeout as delay } from 'node:timers/promises'
import { type ServiceName, serviceNames } from '@atelier/deploy/processes.ts'
import { expect } from 'vitest'
import { waitUntil } from '../support/waitUntil.ts'
import { answered, type Load, type Outcome, putLoadOn, UNREACHABLE } from './load.ts'
import type { GatewayUser } from './project.ts'
import type { RealAtelier } from './realAtelier.ts'
import { isFinal } from './task.ts'

/** More than the gateway's timeout of 10 s for a subgraph, as the tests' machine may be busy. */
const MAX_ANSWER_MS = 12_000
/** Milliseconds of an outage. */
const AWAY_MS = 8_000

/** Longer than any wait before a retry: an open circuit, 30 s, and a task's lease. */
export const recovery = { timeoutMs: 90_000 }

/** Settings with enough attempts to outlast `AWAY_MS`, and few more. */
export const untiring = { LEASE_MS: '15000', HEARTBEAT_MS: '2000', MAX_ATTEMPTS: '5' }

/** A dependency that can be stopped and started. */
export interface Outage {
  stop(): Promise<unknown>
  start(): Promise<unknown>
}

/**
 * Stops a dependency under a light load and starts it again. Errors must be those for clients, no response may take too
 * long, and in the end every process is ready again without a restart, and all accepted tasks are completed.
 * @returns the outcomes of requests during the outage.
 * @param person user of the load.
 * @param look called during the outage.
 */
export async function takeAwayFrom(
  atelier: RealAtelier,
  person: GatewayUser,
  outage: Outage,
  look: () => Promise<void> = async () => {},
): Promise<Outcome[]> {
  const load = putLoadOn(await person.project(), { answerMs: MAX_ANSWER_MS })
  try {
    const meanwhile = await outcomesWithout(load, outage, look)
    await recovered(atelier, load)
    await load.stop()
    for (const { code, message } of [...meanwhile, ...load.outcomes]) {
      expect([undefined, 'SUBGRAPH_UNAVAILABLE', 'INTERNAL_SERVER_ERROR', UNREACHABLE]).toContain(code)
      if (code !== UNREACHABLE) expect(message ?? '').not.toMatch(/ECONN|mysql|redis|kafka|minio|127\.0\.0\.1/i)
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

/** Resolves when every process is ready, and requests of every kind succeed. */
async function recovered(atelier: RealAtelier, load: Load): Promise<void> {
  await atelier.ready()
  const soFar = load.outcomes.length
  const isAnswered = (kind: Outcome['kind']) =>
    expect(answered(load.outcomes.slice(soFar), kind).length).toBeGreaterThan(0)
  await waitUntil(() => (['read', 'ask'] as const).forEach(isAnswered), recovery)
}

/** Resolves when every accepted task is completed, with one picture. */
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

/** Services with a replica that is not ready. */
export async function notReady(atelier: RealAtelier): Promise<ServiceName[]> {
  const ready = await Promise.all(
    serviceNames.map(async name =>
      (await Promise.all(atelier.replicas[name].map(each => each.isReady()))).every(Boolean),
    ),
  )
  return serviceNames.filter((_, index) => !ready[index])
}

/** Resolves when those services, and only those, are not ready. */
export const becomeNotReady = (atelier: RealAtelier, expected: ServiceName[]): Promise<void> =>
  waitUntil(async () => expect(await notReady(atelier)).toEqual(expected))
