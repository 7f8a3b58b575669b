import type { CallSource } from '@atelier/platform/circuit/callerCircuits.ts'
import type { LoopTurns } from '@atelier/platform/concurrency/loopTurns.ts'
import type { HeldAnswer, InTime } from '../transport/heldAnswer.ts'

export interface AnswerLimits {
  /** Maximum bytes of the responses to one caller; `Infinity` for no limit. */
  perCaller: number
  /** Maximum bytes of the responses to all callers; `Infinity` for no limit. */
  inAll: number
}

/** Responses of one caller, or of one address, that hold bytes, oldest first. */
class Holders {
  readonly answers = new Set<Answer>()
  bytes = 0

  isOldest(answer: Answer): boolean {
    const [oldest = answer] = this.answers
    return oldest === answer
  }
}

interface Waiter {
  answer: Answer
  hasRoom: () => boolean
  resolve: () => void
  timer?: NodeJS.Timeout
}

/**
 * Limits the bytes of all responses being produced and sent, for each caller and in all. A response without room waits.
 *
 * A response grows while it holds bytes already, so two could wait for each other forever. Therefore the oldest
 * response of an address always has room, and the oldest of a caller under the caller's limit: at least one proceeds,
 * and makes room for the rest.
 */
export class AnswerBytes {
  readonly #limits: AnswerLimits
  readonly #turns: LoopTurns
  readonly #byAddress = new Map<string, Holders>()
  readonly #byCaller = new Map<string, Holders>()
  readonly #waiting = new Set<Waiter>()
  #total = 0

  constructor(limits: AnswerLimits, turns: LoopTurns) {
    this.#limits = limits
    this.#turns = turns
  }

  /** Bytes held now. */
  get total(): number {
    return this.#total
  }

  /** @returns a response that holds no bytes yet. */
  hold(source: CallSource): HeldAnswer {
    return new Answer(source, this)
  }

  /** See `HeldAnswer`, also for the other methods. */
  grow(answer: Answer, bytes: number): Promise<void> | undefined {
    const hasRoom = () => {
      const isRoom = this.#hasRoom(answer, bytes)
      if (isRoom) this.count(answer, bytes)
      return isRoom
    }
    return hasRoom() ? undefined : this.#wait(answer, hasRoom)
  }

  count(answer: Answer, bytes: number): void {
    if (bytes === 0) return
    this.#total += bytes
    answer.bytes += bytes
    for (const holders of [
      holdersIn(this.#byAddress, answer.source.address),
      holdersIn(this.#byCaller, answer.source.caller),
    ]) {
      holders.answers.add(answer)
      holders.bytes += bytes
    }
  }

  shrink(answer: Answer, bytes: number): void {
    if (bytes === 0) return
    this.#total -= bytes
    answer.bytes -= bytes
    const { address, caller } = answer.source
    for (const [groups, key] of [
      [this.#byAddress, address],
      [this.#byCaller, caller],
    ] as const) {
      const holders = holdersIn(groups, key)
      holders.bytes -= bytes
      if (answer.bytes === 0) holders.answers.delete(answer)
      if (holders.answers.size === 0) groups.delete(key)
    }
    for (const waiting of this.#waiting) if (waiting.hasRoom()) this.#resolve(waiting)
  }

  write<Written>(
    answer: Answer,
    make: () => Written,
    bytesOf: (written: Written) => number,
    inTime?: InTime<Written>,
  ): Written | Promise<Written> {
    const isNow = this.#total === 0 || (answer.bytes === 0 && this.#mayWrite(answer))
    return isNow ? this.#write(answer, make, bytesOf) : this.#writeLater(answer, make, bytesOf, inTime)
  }

  /** Long responses are written in turns of the event loop, as many may be ready at once after a shared fetch. */
  async #writeLater<Written>(
    answer: Answer,
    make: () => Written,
    bytesOf: (written: Written) => number,
    inTime?: InTime<Written>,
  ): Promise<Written> {
    const { address, caller } = answer.source
    for (;;) {
      await this.#turns.next([address, caller])
      if (this.#mayWrite(answer)) return this.#write(answer, make, bytesOf)
      if (inTime && performance.now() >= inTime.deadline) return inTime.late()
      await this.#wait(answer, () => this.#mayWrite(answer), inTime?.deadline)
    }
  }

  #mayWrite(answer: Answer): boolean {
    return answer.isReleased || this.#hasRoomOfCaller(answer, 0)
  }

  #write<Written>(answer: Answer, make: () => Written, bytesOf: (written: Written) => number): Written {
    const written = make()
    if (!answer.isReleased) this.count(answer, bytesOf(written))
    return written
  }

  release(answer: Answer): void {
    for (const waiting of this.#waiting) if (waiting.answer === answer) this.#resolve(waiting)
    this.shrink(answer, answer.bytes)
  }

  #hasRoom(answer: Answer, bytes: number): boolean {
    if (this.#byAddress.get(answer.source.address)?.isOldest(answer) ?? true) return true
    return this.#hasRoomOfCaller(answer, bytes) && this.#total + bytes <= this.#limits.inAll
  }

  #hasRoomOfCaller(answer: Answer, bytes: number): boolean {
    const ofCaller = this.#byCaller.get(answer.source.caller)
    return !ofCaller || ofCaller.bytes + bytes <= this.#limits.perCaller || ofCaller.isOldest(answer)
  }

  /** Waits for room, at most until the deadline. */
  #wait(answer: Answer, hasRoom: () => boolean, deadline = Infinity): Promise<void> {
    return new Promise(resolve => {
      const waiting: Waiter = { answer, hasRoom, resolve }
      this.#waiting.add(waiting)
      if (deadline === Infinity) return
      waiting.timer = setTimeout(() => this.#resolve(waiting), deadline - performance.now())
    })
  }

  #resolve(waiting: Waiter): void {
    clearTimeout(waiting.timer)
    this.#waiting.delete(waiting)
    waiting.resolve()
  }
}

function holdersIn(groups: Map<string, Holders>, key: string): Holders {
  const known = groups.get(key)
  if (known) return known
  const holders = new Holders()
  groups.set(key, holders)
  return holders
}

class Answer implements HeldAnswer {
  readonly source: CallSource
  readonly #all: AnswerBytes
  bytes = 0
  isReleased = false

  constructor(source: CallSource, all: AnswerBytes) {
    this.source = source
    this.#all = all
  }

  grow(bytes: number): Promise<void> | undefined {
    return this.isReleased ? undefined : this.#all.grow(this, bytes)
  }

  count(bytes: number): void {
    if (!this.isReleased) this.#all.count(this, bytes)
  }

  shrink(bytes: number): void {
    if (!this.isReleased) this.#all.shrink(this, bytes)
  }

  write<Written>(
    make: () => Written,
    bytesOf: (written: Written) => number,
    inTime?: InTime<Written>,
  ): Written | Promise<Written> {
    return this.isReleased ? make() : this.#all.write(this, make, bytesOf, inTime)
  }

  release(): void {
    if (this.isReleased) return
    this.isReleased = true
    this.#all.release(this)
  }
}
