import type { Caller } from '../protection/caller.ts'

/** The caller of a connection, whose token may be renewed by a newer one of the same user. */
export class CallerSession {
  #caller: Caller
  readonly #listeners = new Set<(caller: Caller) => void>()

  constructor(caller: Caller) {
    this.#caller = caller
  }

  get caller(): Caller {
    return this.#caller
  }

  /** @param caller with the same user and grants, see `isSamePerson`. */
  renew(caller: Caller): void {
    this.#caller = caller
    for (const listener of this.#listeners) listener(caller)
  }

  /** @returns a function that removes the listener. */
  onRenewed(listener: (caller: Caller) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/**
 * Whether two callers are the same user with the same grants, though their tokens and sessions differ, so that
 * operations of the one may continue for the other.
 */
export const isSamePerson = (one: Caller, other: Caller): boolean =>
  one.verified !== undefined && other.verified !== undefined && rightsOf(one.verified) === rightsOf(other.verified)

function rightsOf({ viewer, expiresAt: _, ...claims }: NonNullable<Caller['verified']>): string {
  const { sessionId: __, ...person } = viewer
  return JSON.stringify({ person, claims })
}
