import type { ResultJson, ResultStream, StreamItem } from '../subscriptions/resultStream.ts'
import { type ConnectionOperation, never } from './connectionOperations.ts'
import type { ConnectionTurns } from './connectionTurns.ts'

export interface SendingOptions {
  /** The client's name for the operation. */
  id: string
  /** Its signal ends the results. */
  operation: ConnectionOperation
  /** A client with many subscriptions has one result under way at a time, whether it reads or not. */
  turns: ConnectionTurns
  /** Sends what a message consists of; resolves when that has left the process. */
  send: (parts: readonly [string, ResultJson, string]) => Promise<void>
}

/**
 * Sends a stream's results by itself, in the text that all share who get the same result. To graphql-ws, which would
 * write each anew, it is a stream that brings nothing and ends.
 */
export class SentResults implements AsyncIterableIterator<never, undefined> {
  readonly #results: ResultStream
  readonly #options: SendingOptions
  readonly #opening: string

  constructor(results: ResultStream, options: SendingOptions) {
    this.#results = results
    this.#options = options
    this.#opening = `{"id":${JSON.stringify(options.id)},"type":"next","payload":`
  }

  /** It never settles when the client completed the operation: graphql-ws would take the id away from the next one. */
  async next(): Promise<IteratorResult<never, undefined>> {
    const { signal, release } = this.#options.operation
    while (await this.#hasTurn()) await this.#sendNext()
    release()
    return signal.aborted ? never() : OVER
  }

  async return(): Promise<IteratorResult<never, undefined>> {
    this.#options.operation.end()
    return OVER
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /**
   * Waits for the turn of the connection, and for room for what comes next. Who has to wait for the one lets go of the
   * other, as both may be with those who wait for what this one has.
   * @returns false at the end, without the turn.
   */
  async #hasTurn(): Promise<boolean> {
    const { turns, operation } = this.#options
    let hasTurn = false
    while ((await this.#results.ready()) && !operation.signal.aborted) {
      if (!hasTurn) await turns.take()
      const room = this.#results.room()
      if (!room) return true
      turns.release()
      await room
      hasTurn = turns.tryTake()
      if (!hasTurn) this.#results.giveRoom()
    }
    if (hasTurn) turns.release()
    return false
  }

  async #sendNext(): Promise<void> {
    const { turns, operation } = this.#options
    const { isSlow } = this.#results
    if (isSlow) turns.release()
    const item = await this.#results.next()
    if (isSlow) await turns.take()
    if (item && !operation.signal.aborted) await this.#send(item)
    turns.release()
    this.#results.sent()
  }

  #send(item: StreamItem): Promise<void> {
    const json = item.kind === 'result' ? item.json : JSON.stringify({ errors: [item.error] })
    return this.#options.send([this.#opening, json, '}'])
  }
}

const OVER = { done: true, value: undefined } as const
