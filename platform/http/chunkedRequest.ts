import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { answerClientError } from './clientError.ts'
import type { Crumbs } from './crumbs.ts'

/** Chunks of a body that may be of any size: a person who types may send each character by itself. */
const FREE_CHUNKS = 1_024
/** Minimum mean bytes per chunk of a longer body; packets of slow networks have ten times as many. */
const MIN_MEAN_BYTES = 32

/** Chunks of a body from which small ones are counted by address, and the size below which they are small. */
const UNCOUNTED_CHUNKS = 16

/** Chunks below the first size are joined, up to the second. */
const SMALL_BYTES = 1_024
const MERGED_BYTES = 4_096

/**
 * A request whose body must not come in tiny chunks. Each chunk costs some hundred bytes of memory and a microsecond,
 * so that a megabyte in chunks of one byte would take a second and hundreds of megabytes. Such a request is answered
 * 400 and its connection closed; so are requests of an address that sends very many tiny chunks in small bodies.
 */
class ChunkedRequest extends IncomingMessage {
  readonly #crumbs: Crumbs
  #chunks = 0
  #bytes = 0
  /** Chunks received in this turn of the event loop and not handed on yet. */
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

  /** Hands large chunks on, and joins small ones, which the reader would otherwise handle one by one. */
  #take(chunk: Buffer): boolean {
    // Most bodies are one chunk, which is not copied.
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

/** The request class of a server. */
export const chunkedRequests = (crumbs: Crumbs): typeof IncomingMessage =>
  class extends ChunkedRequest {
    constructor(socket: Socket) {
      super(socket, crumbs)
    }
  }
