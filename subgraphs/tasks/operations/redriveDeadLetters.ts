import type { EntityManager } from '@atelier/platform/database/database.ts'
import { transaction } from '@atelier/platform/database/transaction.ts'
import { fail, ok, type Result } from '@atelier/platform/errors/result.ts'
import { isId, newId } from '@atelier/platform/ids/ids.ts'
import { OutboxMessage } from '@atelier/platform/outbox/outboxMessage.ts'
import type { TaskCaller } from '../access/caller.ts'
import type { DeadLetter } from '../data/deadLetter.ts'
import type { TasksDeps } from '../deps.ts'
import { LIMITS } from '../domain/limits.ts'
import { type NewTask, writeTask } from '../steps/acceptTask.ts'
import { cloneForRetry } from '../steps/cloneForRetry.ts'

/**
 * Redrives dead letters: a failed task as a new task of the same requester, a message unchanged.
 * @param input.ids absent for all that were not redriven.
 * @returns how many were redriven; those redriven before are skipped.
 */
export async function redriveDeadLetters(
  deps: TasksDeps,
  _: TaskCaller,
  { ids }: { ids?: readonly string[] | null },
): Promise<Result<number>> {
  if (ids && ids.length > LIMITS.deadLettersAtOnce) {
    return fail('TOO_MANY_DEAD_LETTERS', ['ids'], `Name at most ${LIMITS.deadLettersAtOnce} dead letters at once.`)
  }
  if (!ids) return ok(await redriveAll(deps))
  const letters = await deps.deadLetters.byIds(ids.filter(isId))
  if (letters.length < new Set(ids).size) return fail('DEAD_LETTER_NOT_FOUND', ['ids'], 'There is no such dead letter.')
  return ok(await redriveEach(deps, letters))
}

async function redriveAll(deps: TasksDeps): Promise<number> {
  let redriven = 0
  let after: string | null = null
  for (;;) {
    const letters = await deps.deadLetters.waiting(after, LIMITS.deadLettersAtOnce)
    redriven += await redriveEach(deps, letters)
    after = letters.at(-1)?.id ?? null
    if (letters.length < LIMITS.deadLettersAtOnce) return redriven
  }
}

async function redriveEach(deps: TasksDeps, letters: readonly DeadLetter[]): Promise<number> {
  let redriven = 0
  for (const letter of letters) {
    if (await redrive(deps, letter)) redriven++
  }
  return redriven
}

async function redrive(deps: TasksDeps, letter: DeadLetter): Promise<boolean> {
  if (letter.redrivenAt !== null) return false
  const repeat = letter.taskId === null ? null : await repeatById(deps, letter.taskId)
  if (repeat === undefined) return false
  return transaction(deps.database, async em => {
    const waiting = await deps.deadLetters.lockWaiting(em, letter.id)
    if (!waiting) return false
    const now = deps.clock.now()
    if (repeat && !(await writeTask(deps, em, repeat))) return false
    if (!repeat) sendAgain(em, waiting, now)
    waiting.redrivenAt = now
    return true
  })
}

/** @returns `undefined` when it cannot be redriven: the task or its input is gone. */
async function repeatById(deps: TasksDeps, taskId: string): Promise<NewTask | undefined> {
  const task = await deps.tasks.byId(taskId)
  if (!task) return undefined
  const { requestedById, traceparent } = task
  const repeat = await cloneForRetry(deps, task, { requestedById, traceparent, signal: new AbortController().signal })
  return repeat.ok ? repeat.value : undefined
}

/** Unchanged and unvalidated, as its consumer may have been fixed since. */
function sendAgain(em: EntityManager, { topic, key, value, headers }: DeadLetter, now: Date): void {
  em.persist(
    em.create(OutboxMessage, {
      id: newId(),
      topic,
      key,
      value,
      headers: { ...headers, timestamp: now.toISOString() },
      failures: 0,
      availableAt: now,
      createdAt: now,
    }),
  )
}
