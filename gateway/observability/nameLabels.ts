import type { Clock } from '@atelier/platform/time/clock.ts'

export interface NameLabelsOptions {
  clock: Clock
  /** Called when a name loses its label to another one. */
  onForgotten(name: string): void
}

/**
 * Operation names as metric labels. Clients choose the names, so a limited number gets a label of its own; the others
 * share one. At the limit a new name replaces one that was not used for a while.
 */
export class NameLabels {
  readonly #options: NameLabelsOptions
  /** Milliseconds of the last use; least recently used first. */
  readonly #usedAt = new Map<string, number>()

  constructor(options: NameLabelsOptions) {
    this.#options = options
  }

  /** The label of an executed operation. */
  labelOf(name: string | undefined): string {
    if (name === undefined) return ANONYMOUS
    const now = this.#options.clock.now().getTime()
    const isKnown = this.#usedAt.delete(name)
    if (!isKnown && (!isFit(name) || !this.#makeRoom(now))) return OTHER
    this.#usedAt.set(name, now)
    return name
  }

  /** The label of a rejected operation, which never adds a name: anybody may send names with rejected requests. */
  labelOfRejected(name: string | undefined): string {
    if (name === undefined) return ANONYMOUS
    return this.#usedAt.has(name) ? name : OTHER
  }

  /** @returns whether there is room for one more name. */
  #makeRoom(now: number): boolean {
    if (this.#usedAt.size < MAX_NAMES) return true
    const [longestAgo] = this.#usedAt
    if (!longestAgo || now - longestAgo[1] < QUIET_MS) return false
    this.#usedAt.delete(longestAgo[0])
    this.#options.onForgotten(longestAgo[0])
    return true
  }
}

const ANONYMOUS = 'anonymous'
const OTHER = 'other'

/** Names of the shared labels are reserved. */
const isFit = (name: string): boolean => name.length <= MAX_LENGTH && name !== ANONYMOUS && name !== OTHER

/** Maximum names with a label of their own. */
const MAX_NAMES = 100

/** Maximum characters of a name. */
const MAX_LENGTH = 100

/** Time after the last use until a name can be replaced. */
const QUIET_MS = 10 * 60_000
