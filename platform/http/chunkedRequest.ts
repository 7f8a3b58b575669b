import { IncomingMessage } from 'node:http'
import { answerClientError } from './clientError.ts'

/** Pieces of a body that may be of any size: whoever types may send each character by itself. */
const FREE_CHUNKS = 1_024
/** Bytes that the pieces of a longer body have on average at least; packets of slow networks have ten times as many. */
const MIN_MEAN_BYTES = 32

/**
 * A request whose body must not come in crumbs. Each piece costs some hundred bytes of memory and a microsecond whatever it
 * holds, so that a megabyte in chunks of one byte would take a second and hundreds of megabytes. Such a request is answered
 * 400 and its connection ended.
 */
export class ChunkedRequest extends IncomingMessage {
  #chunks = 0
  #bytes = 0

  override push(chunk: Buffer | string | null, encoding?: BufferEncoding): boolean {
    if (chunk === null) return super.push(chunk, encoding)
    this.#chunks += 1
    this.#bytes += chunk.length
    if (this.#chunks <= FREE_CHUNKS || this.#bytes >= this.#chunks * MIN_MEAN_BYTES) return super.push(chunk, encoding)
    if (!this.destroyed) {
      answerClientError(Object.assign(new Error('chunks too small'), { code: 'CHUNKS_TOO_SMALL' }), this.socket)
      this.destroy()
    }
    return false
  }
}
