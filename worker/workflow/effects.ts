/** Tracks the pending work of a run, so that it can be awaited even when its result no longer is. */
export interface Effects {
  /** @returns the same promise. */
  add<T>(work: Promise<T>): Promise<T>
  /** Resolves when no work is pending, with any outcome. */
  settled(): Promise<void>
}

export function createEffects(): Effects {
  const underWay = new Set<Promise<unknown>>()
  return {
    add(work) {
      underWay.add(work)
      const remove = () => underWay.delete(work)
      work.then(remove, remove)
      return work
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}
