import type { IncomingMessage, ServerResponse } from 'node:http'
import { within } from '../time/within.ts'
import { ObjectRequestError } from './endpointRefusals.ts'

/** How long a client that is still sending has to read why that is of no use. */
const LAST_WORD_MS = 1_000
/** How many refused bodies are read on at once: what is read and thrown away takes memory until garbage is collected. */
const MAX_READ_ON = 4

/** Milliseconds in which something of a body must come; a slow line sends a byte in each of them. */
const IDLE_MS = 30_000

/**
 * The chunks of a body.
 * @throws ObjectRequestError as soon as there are more bytes, at the end when there were fewer, and when nothing comes any more.
 */
export async function* exactly(request: IncomingMessage, bytes: number, idleMs = IDLE_MS): AsyncGenerator<Uint8Array> {
  let received = 0
  // Destroying the request, as iterating does by default, would cut the connection before it can be answered.
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
    // It waits for the chunk that does not come.
    void chunks.return?.().catch(() => {})
  }
  if (received < bytes) throw ObjectRequestError.tooShort(bytes)
}

/** Ends the connections of clients that go on sending bodies that were refused. */
export class RefusedBodies {
  #readOn = 0

  /**
   * Not at once: closing with unread bytes resets the connection, and the client might never see the answer. Some bodies
   * are read on meanwhile, as many clients look for an answer only when they have sent all.
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
      // Node itself begins to read on what is left of a request that was answered.
      else setImmediate(() => request.socket.pause())
    })
  }
}
