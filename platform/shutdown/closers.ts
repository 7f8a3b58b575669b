/** Registers how something that was opened is closed again. */
export type OnClose = (close: () => unknown) => void

/** What was opened, in the order of opening. */
export interface Closers {
  add: OnClose
  /** Closes everything, what was opened last first; once. */
  close(): Promise<void>
}

export function createClosers(): Closers {
  const closers: (() => unknown)[] = []
  return {
    add: close => void closers.push(close),
    async close() {
      for (const close of closers.splice(0).reverse()) await close()
    },
  }
}
