/** One operation of a connection, until it ends. */
export interface ConnectionOperation {
  /** Aborted when the client completes it or disconnects. */
  readonly signal: AbortSignal
  /** Aborts the operation: the client completed it. */
  end(): void
  /** Releases its slot, when its work has ended; safe to repeat. */
  release(): void
  /** Called when its slot is released, at once if it is already. */
  onRelease(listener: () => void): void
}

/**
 * Operations of one WebSocket. graphql-ws keeps them by the client's ids, which are ambiguous when the client completes
 * a starting operation and starts another with the same id.
 */
export class ConnectionOperations {
  readonly #underWay = new Set<AbortController>()
  /** Starting operations by id. */
  readonly #starting = new Map<string, ConnectionOperation>()

  /** Operations in progress. */
  get size(): number {
    return this.#underWay.size
  }

  /**
   * Starts an operation.
   * @param isWanted whether graphql-ws still has the id after `prepare`.
   * @param prepare prepares the operation; an array of errors rejects it.
   * @returns the prepared operation; it never settles for one that was completed, as graphql-ws would free the id of
   * the operation that has it now.
   */
  async start<Prepared extends object>(
    id: string,
    isWanted: () => boolean,
    prepare: (operation: ConnectionOperation) => Promise<Prepared>,
  ): Promise<Prepared> {
    // The earlier one was completed, or graphql-ws would have rejected the id.
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

  /** Aborts all operations: the client has disconnected. */
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

/** A new promise for each call, as a shared one would keep a reference to every awaiter. */
export const never = () => new Promise<never>(() => {})
