import type { JsonObject } from '../../graphql/json.ts'

/** A number, or a function of a request's variables. */
export type Amount = number | ((variables: JsonObject) => number)

/** A constant cost, or a sum that depends on variables. */
export type Term = number | Sum

/** A sum of a constant and of products. */
export interface Sum {
  /** Index among the sums of the program; its operands have lower ones. */
  index: number
  known: number
  parts: readonly Part[]
}

interface Part {
  times: Amount
  of: Term
}

/**
 * Compiles the cost of an operation, so that a request computes only what depends on variables. Shared terms are
 * computed once.
 */
export class CostProgram {
  readonly #sums: Sum[] = []

  /** @param parts costs, each with its factor. */
  add(parts: readonly Part[]): Term {
    let known = 0
    const open: Part[] = []
    for (const { times, of } of parts) {
      if (times === 0 || of === 0) continue
      if (typeof times === 'number' && typeof of === 'number') known += times * of
      else open.push({ times, of })
    }
    const [only] = open
    if (!only) return known
    if (open.length === 1 && known === 0 && only.times === 1) return only.of
    const sum: Sum = { index: this.#sums.length, known, parts: open }
    this.#sums.push(sum)
    return sum
  }

  valueOf(term: Term, variables: JsonObject): number {
    if (typeof term === 'number') return term
    const values = new Float64Array(this.#sums.length)
    for (const { index, known, parts } of this.#sums) {
      let value = known
      for (const { times, of } of parts) {
        const factor = typeof times === 'number' ? times : times(variables)
        value += factor * (typeof of === 'number' ? of : (values[of.index] ?? 0))
      }
      values[index] = value
    }
    return values[term.index] ?? 0
  }
}
