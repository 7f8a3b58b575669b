/**
 * The names of operations as label values. Clients choose the names, so only the first ones that come get a value of
 * their own; the rest share one.
 */
export class NameLabels {
  readonly #known = new Set<string>()
  readonly #max: number

  /** @param max names with a value of their own. */
  constructor(max = 100) {
    this.#max = max
  }

  labelOf(name: string | undefined): string {
    if (name === undefined) return 'anonymous'
    if (this.#known.has(name)) return name
    if (this.#known.size >= this.#max || name.length > LONGEST) return 'other'
    this.#known.add(name)
    return name
  }

  /** The same without giving a new name a value of its own: anybody may send names with requests that are refused. */
  labelOfRefused(name: string | undefined): string {
    if (name === undefined) return 'anonymous'
    return this.#known.has(name) ? name : 'other'
  }
}

/** Characters of a name at most. */
const LONGEST = 100
