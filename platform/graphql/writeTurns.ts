import type { Duplex } from 'node:stream'

/** Characters of messages that are written in one turn of the event loop, unless one alone is longer. */
const TURN_LENGTH = 65_536

/**
 * Lets messages be written on a connection as it takes them, in the order in which they ask, so that the text of each is
 * made when its turn has come: where many wait at once, they wait as what they are made of.
 */
export class WriteTurns {
  /** From how many characters on a message has a turn of its own. */
  static readonly length = TURN_LENGTH
  readonly #socket: Duplex
  readonly #waiting: { length: number; resolve: () => void }[] = []
  /** Characters that may have been written since the event loop came by last. */
  #granted = 0
  #isTurnDue = false

  constructor(socket: Duplex) {
    this.#socket = socket
    socket.on('drain', () => this.#goOn())
    socket.once('close', () => this.#goOn())
  }

  /**
   * @param length of the message, about; `Infinity` for one that is longer than `WriteTurns.length`.
   * @returns what resolves when it may be written, which it then must be at once, or when the connection is gone;
   * `undefined` when that is now.
   */
  next(length: number): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#fits(length)) {
      this.#grant(length)
      return undefined
    }
    return new Promise(resolve => this.#waiting.push({ length, resolve }))
  }

  #fits(length: number): boolean {
    if (this.#socket.destroyed) return true
    return !this.#socket.writableNeedDrain && (this.#granted === 0 || this.#granted + length <= TURN_LENGTH)
  }

  #grant(length: number): void {
    this.#granted += length
    this.#goOn()
  }

  /** In a later turn: what may be written now is not written before the promises of this turn are through. */
  #goOn(): void {
    if (this.#isTurnDue) return
    this.#isTurnDue = true
    setImmediate(() => this.#turn())
  }

  #turn(): void {
    this.#isTurnDue = false
    this.#granted = 0
    for (let [first] = this.#waiting; first && this.#fits(first.length); [first] = this.#waiting) {
      this.#waiting.shift()
      this.#grant(first.length)
      first.resolve()
    }
  }
}
