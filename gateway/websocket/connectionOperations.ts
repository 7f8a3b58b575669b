/** One operation of a connection, until it is over. */
export interface ConnectionOperation {
  /** Aborted when its client wants it no more: it completed it, or is gone. */
  readonly signal: AbortSignal
  /** Tells that its client completed it. */
  end(): void
  /** Gives its place back, when its work has ended; safe to repeat. */
  release(): void
  /** Called when its place is given back, at once where it was already. */
  onRelease(listener: () => void): void
}

/**
 * The operations of one WebSocket. graphql-ws keeps them by the client's ids, which say nothing of an operation whose
 * start is awaited still when the client has completed it and begun another under its id.
 */
export class ConnectionOperations {
  readonly #underWay = new Set<AbortController>()
  /** Those whose start is awaited, by their ids. */
  readonly #starting = new Map<string, ConnectionOperation>()

  /** Operations whose work has not ended. */
  get size(): number {
    return this.#underWay.size
  }

  /**
   * Starts an operation.
   * @param isWanted whether graphql-ws still has the id when what was awaited is there.
   * @param prepare makes what the operation starts with, or an array of the errors that it is rejected with.
   * @returns what was prepared; it never settles for an operation that is wanted no more, as graphql-ws would take the id
   * away from the operation that has it now.
   */
  async start<Prepared extends object>(
    id: string,
    isWanted: () => boolean,
    prepare: (operation: ConnectionOperation) => Promise<Prepared>,
  ): Promise<Prepared> {
    // It was completed, or graphql-ws would have rejected the id.
    this.#starting.get(id)?.end()
    const operation = this.#begin()
    this.#starting.set(id, operation)
    let prepared: Prepared | undefined
    try {
      prepared = await prepare(operation)
    } finally {
      if (this.#starting.get(id) === operation) this.#starting.delete(id)
      if (!prepared || Array.isArray(prepared)) operation.release()
    }
    if (!operation.signal.aborted && isWanted()) return prepared
    operation.end()
    operation.release()
    return never()
  }

  /** The client is gone. */
  endAll(): void {
    for (const controller of this.#underWay) controller.abort()
  }

  #begin(): ConnectionOperation {
    const controller = new AbortController()
    const listeners: (() => void)[] = []
    this.#underWay.add(controller)
    return {
      signal: controller.signal,
      end: () => controller.abort(),
      release: () => {
        this.#underWay.delete(controller)
        for (const listener of listeners.splice(0)) listener()
      },
      onRelease: listener => {
        if (this.#underWay.has(controller)) listeners.push(listener)
        else listener()
      },
    }
  }
}

/** A promise of its own for each call, as one for all would remember everybody who awaits it. */
export const never = () => new Promise<never>(() => {})
