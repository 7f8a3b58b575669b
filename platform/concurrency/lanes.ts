/** A tree of FIFO queues: items wait at the end of their path, and each fork serves its branches round-robin. */
export class Lanes<Item> {
  #count = 0
  /** Items whose path ends here. */
  readonly #items: Item[] = []
  /** The branches, next one first; none is empty. */
  readonly #branches = new Map<string, Lanes<Item>>()

  /** Queued items below a path. */
  count(path: readonly string[]): number {
    const lane = this.#at(path)
    return lane ? lane.#count : 0
  }

  push([key, ...rest]: readonly string[], item: Item): void {
    this.#count++
    if (key === undefined) {
      this.#items.push(item)
      return
    }
    const branch = this.#branches.get(key) ?? new Lanes<Item>()
    this.#branches.set(key, branch)
    branch.push(rest, item)
  }

  /** Takes the next item; `undefined` when none is queued. */
  shift(): Item | undefined {
    if (this.#items.length > 0) {
      this.#count--
      return this.#items.shift()
    }
    for (const [key, branch] of this.#branches) {
      this.#count--
      const item = branch.shift()
      // Round robin: behind the other branches, if not empty.
      this.#branches.delete(key)
      if (branch.#count > 0) this.#branches.set(key, branch)
      return item
    }
    return undefined
  }

  /** The key of the branch of a path with most queued items. */
  longestIn(path: readonly string[]): string | undefined {
    let longest: [key: string, count: number] | undefined
    const lane = this.#at(path)
    for (const [key, branch] of lane ? lane.#branches : []) {
      if (!longest || branch.#count > longest[1]) longest = [key, branch.#count]
    }
    return longest?.[0]
  }

  /** Takes the newest item of the longest branch below a path. */
  popNewest(path: readonly string[]): Item | undefined {
    const end = [...path]
    for (let next = this.longestIn(end); next !== undefined; next = this.longestIn(end)) end.push(next)
    const lane = this.#at(end)
    const item = lane ? lane.#items.at(-1) : undefined
    return item !== undefined && this.remove(end, item) ? item : undefined
  }

  /** Removes a queued item at the end of a path. @returns whether it was queued. */
  remove([key, ...rest]: readonly string[], item: Item): boolean {
    if (key === undefined) {
      const index = this.#items.lastIndexOf(item)
      if (index === -1) return false
      this.#items.splice(index, 1)
      this.#count--
      return true
    }
    const branch = this.#branches.get(key)
    if (!branch?.remove(rest, item)) return false
    this.#count--
    if (branch.#count === 0) this.#branches.delete(key)
    return true
  }

  #at([key, ...rest]: readonly string[]): Lanes<Item> | undefined {
    if (key === undefined) return this
    const branch = this.#branches.get(key)
    return branch ? branch.#at(rest) : undefined
  }
}
