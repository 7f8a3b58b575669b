import type { JsonObject } from '../graphql/json.ts'

/** An operation that was planned, with what its plan depends on beside the schema. */
export interface PlannedUse {
  /** The text of the document. */
  source: string
  operationName: string | null | undefined
  /** The variables that `@skip` and `@include` ask; no others are kept. */
  conditions: JsonObject
  /** Labels of the progressive overrides that were on. */
  overrides: readonly string[]
}

/** A `PlannedUse` and how often it came. */
export interface CountedUse extends PlannedUse {
  key: string
  uses: number
}

/** How often a use comes before it is looked whether it is still known. */
const CHECK_EVERY = 32

/**
 * Counts how often each plan is used, for a bounded number of plans. When there are too many, those that are used least
 * are forgotten and the counts of the rest halved, so that what was used much long ago gives way.
 */
export class PlanUsage {
  readonly #known = new Map<string, CountedUse>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** @param key names the plan. @returns the counter to use for it. */
  open(key: string, use: PlannedUse): CountedUse {
    const known = this.#known.get(key)
    if (known) return known
    const counted = { ...use, key, uses: 0 }
    this.#add(counted)
    return counted
  }

  /** Runs for each operation. */
  count(use: CountedUse): void {
    use.uses += 1
    // One that was forgotten while it was used little may have become one of those that are used most.
    if (use.uses % CHECK_EVERY === 0 && !this.#known.has(use.key)) this.#add(use)
  }

  /** Those used most, the most used first. */
  most(count: number): CountedUse[] {
    return this.#sorted().slice(0, count)
  }

  #add(use: CountedUse): void {
    this.#known.set(use.key, use)
    if (this.#known.size <= this.#max) return
    for (const least of this.#sorted().slice(Math.ceil(this.#max / 2))) this.#known.delete(least.key)
    for (const left of this.#known.values()) left.uses = Math.floor(left.uses / 2)
  }

  #sorted(): CountedUse[] {
    return [...this.#known.values()].sort((a, b) => b.uses - a.uses)
  }
}
