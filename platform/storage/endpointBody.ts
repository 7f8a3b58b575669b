import type { IncomingMessage, ServerResponse } from 'node:http'
import { within } from '../time/within.ts'
import { ObjectRequestError } from './objectRequestError.ts'

/** Milliseconds that a client which is still sending has to read the error response. */
const LAST_WORD_MS = 1_000
/** Maximum rejected bodies that are drained at once: discarded bytes take memory until garbage collection. */
const MAX_READ_ON = 4

/** Idle timeout of a body in milliseconds; a slow connection sends a byte within it. */
const IDLE_MS = 30_000

/**
 * The chunks of a body.
 * @throws ObjectRequestError as soon as there are too many bytes, at the end when there were too few, and on the idle
 * timeout.
 */
export async function* exactly(request: IncomingMessage, bytes: number, idleMs = IDLE_MS): AsyncGenerator<Uint8Array> {
  let received = 0
  // Destroying the request, the default of iteration, would close the connection before the response.
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const { done, value: chunk } = await within(idleMs, chunks.next(), ObjectRequestError.tooSlow)
      if (done) break
      received += chunk.length
      if (received > bytes) throw ObjectRequestError.tooLarge(bytes)
      yield chunk
    }
  } finally {
    // Its next chunk may never come.
    void chunks.return?.().catch(() => {})
  }
  if (received < bytes) throw ObjectRequestError.tooShort(bytes)
}

/** Closes connections of clients that go on sending rejected bodies. */
export class RejectedBodies {
  #readOn = 0

  /**
   * Not at once: closing with unread bytes resets the connection, and the client might never read the response. Some
   * bodies are drained meanwhile, as many clients read a response only after sending all.
   */
  cutOffAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
    response.once('finish', () => {
      if (request.complete) return
      const isReadOn = this.#readOn < MAX_READ_ON
      if (isReadOn) this.#readOn += 1
      const timer = setTimeout(() => request.socket.destroy(), LAST_WORD_MS)
      request.once('close', () => {
        clearTimeout(timer)
        if (isReadOn) this.#readOn -= 1
      })
      if (isReadOn) request.resume()
      // Node itself drains an answered request.
      else setImmediate(() => request.socket.pause())
    })
  }
}
