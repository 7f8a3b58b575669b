import type { JsonObject } from '../graphql/json.ts'

/** A planned operation, with all that its plan depends on besides the schema. */
export interface PlannedUse {
  /** The text of the document. */
  source: string
  operationName: string | null | undefined
  /** Variables of `@skip` and `@include` alone. */
  conditions: JsonObject
  /** Labels of the progressive overrides that were on. */
  overrides: readonly string[]
}

/** A `PlannedUse` with its number of uses. */
export interface CountedUse extends PlannedUse {
  key: string
  uses: number
}

/** Uses between checks whether a counter is still kept. */
const CHECK_EVERY = 32

/**
 * Counts uses of each plan, for a bounded number of plans. Beyond it the less used half is dropped and the counts of
 * the rest halved, so that old uses lose weight.
 */
export class PlanUsage {
  readonly #known = new Map<string, CountedUse>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /**
   * @param key identifies the plan.
   * @returns its counter.
   */
  open(key: string, use: PlannedUse): CountedUse {
    const known = this.#known.get(key)
    if (known) return known
    const counted = { ...use, key, uses: 0 }
    this.#add(counted)
    return counted
  }

  /** Called for each operation. */
  count(use: CountedUse): void {
    use.uses += 1
    // A counter that was dropped may have become one of the most used.
    if (use.uses % CHECK_EVERY === 0 && !this.#known.has(use.key)) this.#add(use)
  }

  /** The most used plans, most used first. */
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
