import { type ConnectionOperation, never } from './connectionOperations.ts'
import type { ResultStream } from './resultStream.ts'

/**
 * Sends a stream's results by itself, in the text that all share who get the same result. To graphql-ws, which would
 * write each anew, it is a stream that brings nothing and ends.
 */
export class SentResults implements AsyncIterableIterator<never, undefined> {
  readonly #results: ResultStream
  readonly #operation: ConnectionOperation
  readonly #send: (text: () => string) => Promise<void>
  readonly #opening: string

  /**
   * @param options.id the client's name for the operation, whose signal ends the results.
   * @param options.send is given what makes the text when its turn has come; resolves when that has left the process.
   */
  constructor(
    results: ResultStream,
    options: { id: string; operation: ConnectionOperation; send: (text: () => string) => Promise<void> },
  ) {
    this.#results = results
    this.#operation = options.operation
    this.#send = options.send
    this.#opening = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`
  }

  /** It never settles when the client completed the operation: graphql-ws would take the id away from the next one. */
  async next(): Promise<IteratorResult<never, undefined>> {
    const { signal, release } = this.#operation
    for (;;) {
      const item = await this.#results.next()
      if (!item || signal.aborted) break
      const payload = item.kind === 'result' ? item.json : JSON.stringify({ errors: [item.error] })
      await this.#send(() => `${this.#opening}${payload}}`)
    }
    release()
    return signal.aborted ? never() : OVER
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.#operation.end()
    return OVER
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}

const OVER = { done: true, value: undefined } as const
