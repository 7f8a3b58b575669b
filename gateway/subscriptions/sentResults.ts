import type { ResultStream } from './resultStream.ts'

/**
 * Sends a stream's results by itself, in the text that all share who get the same result. To graphql-ws, which would
 * write each anew, it is a stream that brings nothing and ends.
 */
export class SentResults implements AsyncIterableIterator<never, undefined> {
  readonly #results: ResultStream
  readonly #send: (text: string) => Promise<void>
  readonly #opening: string
  #isWanted = true

  /** @param id the client's name for the operation. */
  constructor(results: ResultStream, options: { id: string; send: (text: string) => Promise<void> }) {
    this.#results = results
    this.#send = options.send
    this.#opening = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`
  }

  async next(): Promise<IteratorResult<never, undefined>> {
    for (;;) {
      const item = await this.#results.next()
      if (!item || !this.#isWanted) return OVER
      const payload = item.kind === 'result' ? item.json : JSON.stringify({ errors: [item.error] })
      await this.#send(`${this.#opening}${payload}}`)
    }
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.#isWanted = false
    this.#results.leave()
    return OVER
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

const OVER = { done: true, value: undefined } as const
