/**
 * Serializes the use of a file's only connection: one writer at a time, in order of arrival. Readers run meanwhile, but
 * never within an open transaction, whose uncommitted rows they would see.
 */
export interface Turns {
  /** Resolves when this writer may begin. @returns to be called when it is done. */
  write(): Promise<() => void>
  /** Resolves when no transaction is open; the caller then reads in the same turn of the event loop. */
  read(): Promise<void>
  /** The current writer begins a transaction. @returns to be called when that ends. */
  enterTransaction(): () => void
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let writing = false
  let transaction: PromiseWithResolvers<void> | undefined

  function next(): void {
    const begin = waiting.shift()
    if (begin) begin()
    else writing = false
  }

  return {
    async write() {
      if (writing) await new Promise<void>(resolve => waiting.push(resolve))
      writing = true
      return once(next)
    },
    async read() {
      while (transaction) await transaction.promise
    },
    enterTransaction() {
      const entered = Promise.withResolvers<void>()
      transaction = entered
      return () => {
        transaction = undefined
        entered.resolve()
      }
    },
  }
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}
