/**
 * The highest version seen by key; beyond a maximum the least recent are evicted. A map, as `lru-cache` allocates all
 * entries at once, and each watcher has one.
 */
export class LastSeenVersions {
  readonly #versions = new Map<string, number>()
  readonly #max: number

  /** @param max keys remembered. */
  constructor(max: number) {
    this.#max = max
  }

  get(id: string): number | undefined {
    return this.#versions.get(id)
  }

  /** Keys and versions, least recent first. */
  [Symbol.iterator](): IterableIterator<[id: string, version: number]> {
    return this.#versions[Symbol.iterator]()
  }

  /** @returns whether this version is newer than the last seen; if so it becomes the last seen. */
  advance(id: string, version: number): boolean {
    const seen = this.#versions.get(id)
    if (seen !== undefined && seen >= version) return false
    this.set(id, version)
    return true
  }

  /** Sets the last seen version, newer or not. */
  set(id: string, version: number): void {
    this.#versions.delete(id)
    this.#versions.set(id, version)
    if (this.#versions.size <= this.#max) return
    const [oldest] = this.#versions.keys()
    if (oldest !== undefined) this.#versions.delete(oldest)
  }
}
