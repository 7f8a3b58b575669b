import type { Clock } from '@atelier/platform/time/clock.ts'

export interface NameLabelsOptions {
  clock: Clock
  /** Told when a name has given its place to another one. */
  onForgotten(name: string): void
}

/**
 * The names of operations as label values. Clients choose the names, so only so many get a value of their own; the rest
 * share one. When all places are taken, a name that was not heard for a while gives its own to a new one.
 */
export class NameLabels {
  readonly #options: NameLabelsOptions
  /** In milliseconds; the name that was heard longest ago comes first. */
  readonly #heardAt = new Map<string, number>()

  constructor(options: NameLabelsOptions) {
    this.#options = options
  }

  /** The label of an operation that was run. */
  labelOf(name: string | undefined): string {
    if (name === undefined) return ANONYMOUS
    const now = this.#options.clock.now().getTime()
    const isKnown = this.#heardAt.delete(name)
    if (!isKnown && (!isFit(name) || !this.#makePlace(now))) return OTHER
    this.#heardAt.set(name, now)
    return name
  }

  /** The label of one that was not, whose name gets no place: anybody may send names with requests that are rejected. */
  labelOfRejected(name: string | undefined): string {
    if (name === undefined) return ANONYMOUS
    return this.#heardAt.has(name) ? name : OTHER
  }

  /** @returns whether there is a place for one more name. */
  #makePlace(now: number): boolean {
    if (this.#heardAt.size < MOST) return true
    const [longestAgo] = this.#heardAt
    if (!longestAgo || now - longestAgo[1] < QUIET_MS) return false
    this.#heardAt.delete(longestAgo[0])
    this.#options.onForgotten(longestAgo[0])
    return true
  }
}

const ANONYMOUS = 'anonymous'
const OTHER = 'other'

/** An operation that is called so would be counted with those that the label is for. */
const isFit = (name: string): boolean => name.length <= LONGEST && name !== ANONYMOUS && name !== OTHER

/** Names with a value of their own at most. */
const MOST = 100

/** Characters of a name at most. */
const LONGEST = 100

/** How long a name keeps its place though nobody sends it. */
const QUIET_MS = 10 * 60_000
