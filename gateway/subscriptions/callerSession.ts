import type { Caller } from '../protection/caller.ts'

/**
 * Who a connection is for, as long as it lasts: a newer token of the same person may take the place of the one that it
 * began with.
 */
export class CallerSession {
  #caller: Caller
  readonly #listeners = new Set<(caller: Caller) => void>()

  constructor(caller: Caller) {
    this.#caller = caller
  }

  get caller(): Caller {
    return this.#caller
  }

  /** @param caller of whom `isSamePerson` is true. */
  renew(caller: Caller): void {
    this.#caller = caller
    for (const listener of this.#listeners) listener(caller)
  }

  /** @returns a function that stops it. */
  onRenewed(listener: (caller: Caller) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/**
 * Whether two callers are the same person with the same rights, though their tokens and sessions differ. What was
 * allowed to the one may go on for the other.
 */
export const isSamePerson = (one: Caller, other: Caller): boolean =>
  one.verified !== undefined && other.verified !== undefined && rightsOf(one.verified) === rightsOf(other.verified)

function rightsOf({ viewer, expiresAt: _, ...claims }: NonNullable<Caller['verified']>): string {
  const { sessionId: __, ...person } = viewer
  return JSON.stringify({ person, claims })
}
