/**
 * Who may use a file's only connection: one who writes at a time, in the order in which they came. Others read
 * meanwhile, but not within somebody's transaction, of which they would see what may never be.
 */
export interface Turns {
  /** Resolves when this one may write. @returns to be called when that is over. */
  write(): Promise<() => void>
  /** Resolves when no transaction is open; the caller then reads in the same turn of the event loop. */
  read(): Promise<void>
  /** The writer whose turn it is begins a transaction. @returns to be called at its end. */
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
