import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '@atelier/platform/errors/messageOf.ts'
import type { Program } from '../contract/server.ts'
import { isRunning, type OwnProcess } from '../process/processFile.ts'

const POLL_MS = 200
const TIMEOUT_MS = 120_000

/**
 * Waits until a server is ready.
 * @returns the reason when it does not become ready.
 */
export async function becomesReady(program: Pick<Program, 'ask'>, own: OwnProcess): Promise<string | undefined> {
  const deadline = performance.now() + TIMEOUT_MS
  for (;;) {
    const problem = await unreadyReason(program)
    if (!(await isRunning(own))) return 'it exited before it was ready.'
    if (problem === undefined) return undefined
    if (performance.now() > deadline) return `it did not answer within ${TIMEOUT_MS / 1_000} s (${problem}).`
    await sleep(POLL_MS)
  }
}

/** The reason that a server is not ready; `undefined` when it is. */
export async function unreadyReason(program: Pick<Program, 'ask'>): Promise<string | undefined> {
  try {
    await program.ask()
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
