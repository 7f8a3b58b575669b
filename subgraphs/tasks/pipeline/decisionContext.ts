import type { TasksDeps } from '../deps.ts'
import type { DecisionContext } from '../domain/lifecycle.ts'

/** The context of a decision about a task now. */
export function decisionContext({
  clock,
  random,
  settings,
}: Pick<TasksDeps, 'clock' | 'random' | 'settings'>): DecisionContext {
  const { leaseMs, retryBaseMs, retryMaxMs } = settings
  return { now: clock.now(), leaseMs, backoff: { baseMs: retryBaseMs, maxMs: retryMaxMs, random } }
}
