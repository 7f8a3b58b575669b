import type { Duplex } from 'node:stream'

/** Characters of messages written in one turn of the event loop, unless a single one is longer. */
const TURN_LENGTH = 65_536

/**
 * Serializes writes on a connection to the pace at which it accepts them, in order, so that each message becomes text
 * only when it is written: queued messages stay values.
 */
export class WriteTurns {
  /** Length in characters from which a message has a turn of its own. */
  static readonly length = TURN_LENGTH
  readonly #socket: Duplex
  readonly #waiting: { length: number; resolve: () => void }[] = []
  /** Characters that may have been written in this turn of the event loop. */
  #granted = 0
  #isTurnDue = false

  constructor(socket: Duplex) {
    this.#socket = socket
    socket.on('drain', () => this.#goOn())
    socket.once('close', () => this.#goOn())
  }

  /**
   * @param length of the message, approximate; `Infinity` for one longer than `WriteTurns.length`.
   * @returns a promise that resolves when it may be written, at once then, or when the connection is closed;
   * `undefined` when it may be written now.
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

  /** In a later turn: messages that may be written now wait for the promises of this turn. */
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
