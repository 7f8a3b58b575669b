import { dirname } from 'node:path/posix'

/** A limit on how many uploads into one folder of keys, which is one person's, are under way at once. */
export class UploadLimit {
  readonly #atOnce: number
  readonly #underWay = new Map<string, number>()

  /** @param atOnce `Infinity` for no limit. */
  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** @returns what ends the upload's count; `undefined` when there are enough already. */
  acquire(key: string): (() => void) | undefined {
    const owner = dirname(key)
    const count = this.#underWay.get(owner) ?? 0
    if (count >= this.#atOnce) return undefined
    this.#underWay.set(owner, count + 1)
    return () => this.#release(owner)
  }

  #release(owner: string): void {
    const left = (this.#underWay.get(owner) ?? 0) - 1
    if (left > 0) this.#underWay.set(owner, left)
    else this.#underWay.delete(owner)
  }
}
