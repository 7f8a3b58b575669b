import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import type { Program } from '../contract/server.ts'
import { isRunning, type OwnProcess } from '../process/processFile.ts'

const POLL_MS = 200
const LIMIT_MS = 120_000

/** Waits until a server answers; gives the reason when it does not come to that. */
export async function becomesReady(program: Pick<Program, 'ask'>, own: OwnProcess): Promise<string | undefined> {
  const deadline = performance.now() + LIMIT_MS
  for (;;) {
    const problem = await refusal(program)
    if (!(await isRunning(own))) return 'it ended before it was ready.'
    if (problem === undefined) return undefined
    if (performance.now() > deadline) return `it did not answer within ${LIMIT_MS / 1_000} s (${problem}).`
    await sleep(POLL_MS)
  }
}

/** Why a server does not answer; `undefined` when it does. */
export async function refusal(program: Pick<Program, 'ask'>): Promise<string | undefined> {
  try {
    await program.ask()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
