import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { answerClientError } from './clientError.ts'
import type { Crumbs } from './crumbs.ts'

/** Pieces of a body that may be of any size: whoever types may send each character by itself. */
const FREE_CHUNKS = 1_024
/** Bytes that the pieces of a longer body have on average at least; packets of slow networks have ten times as many. */
const MIN_MEAN_BYTES = 32

/** Pieces of a body after which those below so many bytes are crumbs, and counted by address. */
const UNCOUNTED_CHUNKS = 16

/** Pieces below so many bytes are put together, up to so many. */
const SMALL_BYTES = 1_024
const MERGED_BYTES = 4_096

/**
 * A request whose body must not come in crumbs. Each piece costs some hundred bytes of memory and a microsecond whatever it
 * holds, so that a megabyte in chunks of one byte would take a second and hundreds of megabytes. Such a request is answered
 * 400 and its connection ended, and so are those of an address from which very many crumbs come in many small bodies.
 */
class ChunkedRequest extends IncomingMessage {
  readonly #crumbs: Crumbs
  #chunks = 0
  #bytes = 0
  /** Pieces that came in this turn of the event loop, and were not handed on yet. */
  #merged: Buffer | undefined
  #mergedBytes = 0

  constructor(socket: Socket, crumbs: Crumbs) {
    super(socket)
    this.#crumbs = crumbs
  }

  override push(chunk: Buffer | null): boolean {
    if (chunk === null) {
      this.#handOn()
      return super.push(null)
    }
    this.#chunks += 1
    this.#bytes += chunk.length
    if (this.#isLargeEnough(chunk)) return this.#take(chunk)
    if (!this.destroyed) {
      answerClientError(Object.assign(new Error('chunks too small'), { code: 'CHUNKS_TOO_SMALL' }), this.socket)
      this.destroy()
    }
    return false
  }

  #isLargeEnough({ length }: Buffer): boolean {
    if (this.#chunks <= UNCOUNTED_CHUNKS || length >= MIN_MEAN_BYTES) return true
    if (this.#chunks > FREE_CHUNKS && this.#bytes < this.#chunks * MIN_MEAN_BYTES) return false
    return this.#crumbs.take(this.socket)
  }

  /** Hands large pieces on, and small ones together: each would else wait by itself for who reads them. */
  #take(chunk: Buffer): boolean {
    // Most bodies are one piece, which needs no copying.
    if (chunk.length >= SMALL_BYTES || this.#chunks === 1) {
      this.#handOn()
      return super.push(chunk)
    }
    if (this.#mergedBytes + chunk.length > MERGED_BYTES) this.#handOn()
    if (!this.#merged) {
      this.#merged = Buffer.allocUnsafeSlow(MERGED_BYTES)
      setImmediate(() => this.#handOn())
    }
    this.#mergedBytes += chunk.copy(this.#merged, this.#mergedBytes)
    return true
  }

  #handOn(): void {
    const merged = this.#merged?.subarray(0, this.#mergedBytes)
    this.#merged = undefined
    this.#mergedBytes = 0
    if (merged?.length && !this.destroyed && !this.readableEnded) super.push(merged)
  }
}

/** The class of a server's requests. */
export const chunkedRequests = (crumbs: Crumbs): typeof IncomingMessage =>
  class extends ChunkedRequest {
    constructor(socket: Socket) {
      super(socket, crumbs)
    }
  }
