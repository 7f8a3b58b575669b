import type { HeldAnswer } from '../protection/answerBytes.ts'

/** How the result of an event is made. */
export interface ResultMaker<Result> {
  /** What the result takes, about; 0 where it is too little to be counted. */
  readonly bytes: number
  hold(): HeldAnswer
  make(held: HeldAnswer): Promise<Result>
  /** Whether the result may be kept while nobody sends it, for those who want it later. */
  isSmall(result: Result): boolean
}

/** What somebody has of a result that is shared, from before it is made until it was sent. */
export interface Claim<Result> {
  /** What resolves when there is room for the result; absent where there is. */
  readonly room: Promise<void> | undefined
  /** To be called when there is room. */
  make(): Promise<Result>
  /** Wants it no more; safe to repeat. */
  release(): void
}

interface Shared<Result> {
  users: number
  held: HeldAnswer
  room: Promise<void> | undefined
  result: Promise<Result> | undefined
  isKept: boolean
}

/**
 * The results of one event, each made once for all who want the same one at about the same time. A result takes room
 * once, however many send it, and as long as somebody does.
 */
export class SharedResults<Result> {
  readonly #made = new Map<string, Shared<Result>>()
  /** The one that is kept although nobody sends it at the moment. */
  #idle: string | undefined
  #isOld = false

  /** @param key names what the result depends on beside the event. */
  claim(key: string, maker: ResultMaker<Result>): Claim<Result> {
    const shared = this.#made.get(key) ?? this.#begin(key, maker)
    shared.users += 1
    let isHeld = true
    return {
      get room() {
        return shared.room
      },
      make: () => (shared.result ??= this.#make(shared, maker)),
      release: () => {
        if (isHeld) this.#leave(key, shared)
        isHeld = false
      },
    }
  }

  /** Keeps nothing any more: what is wanted still is made anew. */
  forget(): void {
    this.#isOld = true
    this.#made.clear()
  }

  #begin(key: string, maker: ResultMaker<Result>): Shared<Result> {
    const held = maker.hold()
    const shared: Shared<Result> = { users: 0, held, room: undefined, result: undefined, isKept: false }
    shared.room = held.grow(maker.bytes)?.then(() => {
      shared.room = undefined
    })
    if (!this.#isOld) this.#made.set(key, shared)
    return shared
  }

  async #make(shared: Shared<Result>, maker: ResultMaker<Result>): Promise<Result> {
    const result = await maker.make(shared.held)
    shared.isKept = maker.isSmall(result)
    return result
  }

  #leave(key: string, shared: Shared<Result>): void {
    shared.users -= 1
    if (shared.users > 0) return
    shared.held.release()
    if (this.#made.get(key) !== shared) return
    if (!shared.isKept) {
      this.#made.delete(key)
      return
    }
    const before = this.#idle
    this.#idle = key
    if (before !== undefined && before !== key && this.#made.get(before)?.users === 0) this.#made.delete(before)
  }
}
