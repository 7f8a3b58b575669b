import { LRUCache } from 'lru-cache'
import { type HeldAnswer, UNCOUNTED_BYTES } from '../transport/heldAnswer.ts'

/** What of a result's bytes is counted: nothing where they are few. */
export const countedBytes = (bytes: number): number => (bytes > UNCOUNTED_BYTES ? bytes : 0)

/** How the result of an event is made. */
export interface ResultMaker<Result> {
  /** What the result takes, about; 0 where it is too little to be counted. */
  readonly bytes: number
  hold(): HeldAnswer
  make(held: HeldAnswer): Promise<Result>
  sizeOf(result: Result): number
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

/** Results that nobody sends at the moment, kept for those who want them later: as many as take so many bytes. */
export class IdleResults {
  readonly #kept: LRUCache<object, () => void>

  constructor(bytes: number) {
    this.#kept = new LRUCache({ maxSize: bytes, dispose: (forget, _, reason) => reason !== 'set' && forget() })
  }

  keep(result: object, bytes: number, forget: () => void): void {
    this.#kept.set(result, forget, { size: bytes + 1 })
    // It may have been too large for all of the room.
    if (!this.#kept.has(result)) forget()
  }
}

interface Shared<Result> {
  users: number
  /** What it takes for those who have it; absent while nobody does. */
  held: HeldAnswer | undefined
  room: Promise<void> | undefined
  result: Promise<Result> | undefined
  /** Bytes that it takes, when it is made. */
  size: number | undefined
}

/**
 * The results of one event, each made once for all who want the same one at about the same time. A result takes room
 * once, however many send it, and as long as somebody does.
 */
export class SharedResults<Result> {
  readonly #made = new Map<string, Shared<Result>>()
  readonly #idle: IdleResults

  constructor(idle: IdleResults) {
    this.#idle = idle
  }

  /** @param key names what the result depends on beside the event. */
  claim(key: string, maker: ResultMaker<Result>): Claim<Result> {
    const shared = this.#made.get(key) ?? this.#begin(key)
    const held = shared.held ?? this.#hold(shared, maker)
    shared.users += 1
    let isHeld = true
    return {
      get room() {
        return shared.room
      },
      make: () => (shared.result ??= this.#make(shared, maker, held)),
      release: () => {
        if (isHeld) this.#leave(key, shared)
        isHeld = false
      },
    }
  }

  #begin(key: string): Shared<Result> {
    const shared = { users: 0, held: undefined, room: undefined, result: undefined, size: undefined }
    this.#made.set(key, shared)
    return shared
  }

  /** Takes room for it, also where it was kept: it is somebody's again. */
  #hold(shared: Shared<Result>, maker: ResultMaker<Result>): HeldAnswer {
    const held = maker.hold()
    shared.held = held
    const bytes = shared.size === undefined ? maker.bytes : countedBytes(shared.size)
    shared.room = held.grow(bytes)?.then(() => {
      // Somebody else may wait for it by now.
      if (shared.held === held) shared.room = undefined
    })
    return held
  }

  async #make(shared: Shared<Result>, maker: ResultMaker<Result>, held: HeldAnswer): Promise<Result> {
    const result = await maker.make(held)
    shared.size = maker.sizeOf(result)
    return result
  }

  #leave(key: string, shared: Shared<Result>): void {
    shared.users -= 1
    if (shared.users > 0) return
    shared.held?.release()
    shared.held = undefined
    shared.room = undefined
    const forget = () => {
      if (shared.users === 0 && this.#made.get(key) === shared) this.#made.delete(key)
    }
    if (shared.size === undefined) forget()
    else this.#idle.keep(shared, shared.size, forget)
  }
}
