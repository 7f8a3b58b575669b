import { LRUCache } from 'lru-cache'
import { type HeldAnswer, UNCOUNTED_BYTES } from '../transport/heldAnswer.ts'

/** Counted bytes of a result; 0 when they are few. */
export const countedBytes = (bytes: number): number => (bytes > UNCOUNTED_BYTES ? bytes : 0)

/** Produces the result of an event. */
export interface ResultMaker<Result> {
  /** Estimated bytes of the result; 0 when too few to be counted. */
  readonly bytes: number
  hold(): HeldAnswer
  make(held: HeldAnswer): Promise<Result>
  sizeOf(result: Result): number
}

/** A claim on a shared result, from before it is produced until it is sent. */
export interface Claim<Result> {
  /** A promise of room for the result; absent when there is room. */
  readonly room: Promise<void> | undefined
  /** To be called when there is room. */
  make(): Promise<Result>
  /** Releases the claim; safe to repeat. */
  release(): void
}

/** A cache of unclaimed results for later subscribers, limited in bytes. */
export class IdleResults {
  readonly #kept: LRUCache<object, () => void>

  constructor(bytes: number) {
    this.#kept = new LRUCache({ maxSize: bytes, dispose: (forget, _, reason) => reason !== 'set' && forget() })
  }

  keep(result: object, bytes: number, forget: () => void): void {
    this.#kept.set(result, forget, { size: bytes + 1 })
    // It may be larger than the cache.
    if (!this.#kept.has(result)) forget()
  }
}

interface Shared<Result> {
  users: number
  /** Bytes held for its claims; absent without claims. */
  held: HeldAnswer | undefined
  room: Promise<void> | undefined
  result: Promise<Result> | undefined
  /** Bytes of the result; known when it is produced. */
  size: number | undefined
}

/**
 * Results of one event, each produced once for all subscribers with an equal one. A result holds its bytes once,
 * however many send it, until its last claim is released.
 */
export class SharedResults<Result> {
  readonly #made = new Map<string, Shared<Result>>()
  readonly #idle: IdleResults

  constructor(idle: IdleResults) {
    this.#idle = idle
  }

  /** @param key identifies all that the result depends on besides the event. */
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

  /** Acquires room for it, also for one from the cache. */
  #hold(shared: Shared<Result>, maker: ResultMaker<Result>): HeldAnswer {
    const held = maker.hold()
    shared.held = held
    const bytes = shared.size === undefined ? maker.bytes : countedBytes(shared.size)
    shared.room = held.grow(bytes)?.then(() => {
      // Another claim may wait by now.
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
