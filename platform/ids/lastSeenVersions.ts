/**
 * The newest version that was seen of each thing; of very many things, those seen last. A map, as `lru-cache` takes the
 * room for all of them at once, and each watcher has one.
 */
export class LastSeenVersions {
  readonly #versions = new Map<string, number>()
  readonly #max: number

  /** @param max things that are remembered. */
  constructor(max: number) {
    this.#max = max
  }

  get(id: string): number | undefined {
    return this.#versions.get(id)
  }

  /** Each thing and its version, what was seen longest ago first. */
  [Symbol.iterator](): IterableIterator<[id: string, version: number]> {
    return this.#versions[Symbol.iterator]()
  }

  /** @returns whether this version is newer than the one that was seen last; then it is the last one. */
  advance(id: string, version: number): boolean {
    const seen = this.#versions.get(id)
    if (seen !== undefined && seen >= version) return false
    this.set(id, version)
    return true
  }

  /** Takes it for the last one, whether or not it is newer. */
  set(id: string, version: number): void {
    this.#versions.delete(id)
    this.#versions.set(id, version)
    if (this.#versions.size <= this.#max) return
    const [oldest] = this.#versions.keys()
    if (oldest !== undefined) this.#versions.delete(oldest)
  }
}
