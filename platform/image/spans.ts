/** Assembles a file from ranges of another one and new bytes; adjacent ranges are merged. */
export class Spans {
  readonly #source: Buffer
  readonly #parts: Buffer[] = []
  #from = 0
  #to = 0

  constructor(source: Buffer) {
    this.#source = source
  }

  /** Copies a range of the source. */
  keep(from: number, to: number): void {
    if (from !== this.#to) {
      this.#flush()
      this.#from = from
    }
    this.#to = to
  }

  add(part: Buffer): void {
    this.#flush()
    this.#parts.push(part)
  }

  /** @returns the source itself when all of it was copied. */
  join(): Buffer {
    this.#flush()
    const [only] = this.#parts
    return only && this.#parts.length === 1 ? only : Buffer.concat(this.#parts)
  }

  #flush(): void {
    if (this.#to > this.#from) this.#parts.push(this.#source.subarray(this.#from, this.#to))
    this.#from = this.#to
  }
}
