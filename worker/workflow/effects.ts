/** The work that a run has under way, so that it can be waited for even when nobody awaits its result any more. */
export interface Effects {
  /** @returns the same promise. */
  add<T>(work: Promise<T>): Promise<T>
  /** Resolves when nothing is under way, however it ended. */
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
