import { setTimeout } from 'node:timers/promises'
import { type OperationPlans, PlanningError } from '../planning/operationPlans.ts'
import type { ValidatedDocuments } from '../planning/validatedDocuments.ts'

/** What one supergraph's operations are planned with. */
export interface Planning {
  plans: OperationPlans
  documents: Pick<ValidatedDocuments, 'get'>
}

export interface WarmPlansOptions {
  /** Operations at most. */
  count: number
  /** Milliseconds in all at most. */
  limitMs: number
  /** Stops it. */
  signal: AbortSignal
}

/**
 * Plans the operations that were used most on one supergraph for the next one, before that is served. Planning runs on
 * the event loop, so after each operation requests get as much time as that took.
 * @returns how many were planned. What the next supergraph has no answer for is left out.
 */
export async function warmPlans(from: Planning, to: Planning, options: WarmPlansOptions): Promise<number> {
  const startedAt = performance.now()
  let planned = 0
  for (const { source, operationName, conditions, overrides, uses } of from.plans.usage.most(options.count)) {
    const sliceAt = performance.now()
    if (options.signal.aborted || sliceAt - startedAt > options.limitMs) break
    const validated = to.documents.get(source)
    if ('errors' in validated) continue
    try {
      const prepared = to.plans.prepare(validated.document, operationName)
      // What was used much before counts for half, so that it is still known at the next swap and can be outrun.
      prepared.planFor(conditions, { again: { overrides, uses: Math.floor(uses / 2) } })
      planned += 1
    } catch (error) {
      if (!(error instanceof PlanningError)) throw error
    }
    await setTimeout(performance.now() - sliceAt)
  }
  return planned
}
