import { setTimeout } from 'node:timers/promises'
import { type OperationPlans, PlanningError } from '../planning/operationPlans.ts'
import type { ValidatedDocuments } from '../planning/validatedDocuments.ts'

/** Plans and documents of one supergraph. */
export interface Planning {
  plans: OperationPlans
  documents: Pick<ValidatedDocuments, 'get'>
}

export interface WarmPlansOptions {
  /** Maximum operations. */
  count: number
  /** Maximum milliseconds in all. */
  limitMs: number
  /** Stops planning. */
  signal: AbortSignal
}

/**
 * Plans the most used operations of one supergraph for the next one, before that is served. Planning runs on the event
 * loop, so after each operation requests get as much time as that took.
 * @returns the number planned. Operations that are invalid on the next supergraph are skipped.
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
      // Uses are carried over by half, so that they still count at the next swap and newer operations can overtake.
      prepared.planFor(conditions, { again: { overrides, uses: Math.floor(uses / 2) } })
      planned += 1
    } catch (error) {
      if (!(error instanceof PlanningError)) throw error
    }
    await setTimeout(performance.now() - sliceAt)
  }
  return planned
}
