const MOST_REMEMBERED = 10_000

/** Remembers how far each thing of a stream was told, so that none goes backwards; of very many, the latest. */
export interface Versions {
  /** @returns whether this version is newer than what was told of the thing, which it then counts as. */
  isNews(id: string, version: number): boolean
}

export function createVersions(): Versions {
  const told = new Map<string, number>()
  return {
    isNews(id, version) {
      const before = told.get(id)
      if (before !== undefined && before >= version) return false
      told.delete(id)
      told.set(id, version)
      if (told.size > MOST_REMEMBERED) {
        for (const oldest of told.keys()) {
          told.delete(oldest)
          break
        }
      }
      return true
    },
  }
}
