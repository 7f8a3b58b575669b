import type { ResultJson, ResultStream, StreamItem } from '../subscriptions/resultStream.ts'
import { type ConnectionOperation, never } from './connectionOperations.ts'
import type { ConnectionTurns } from './connectionTurns.ts'

export interface SendingOptions {
  /** The client's id of the operation. */
  id: string
  /** Its signal ends the results. */
  operation: ConnectionOperation
  /** Limits a client with many subscriptions to one result in flight. */
  turns: ConnectionTurns
  /** Sends a message in parts; resolves when it has left the process. */
  send: (parts: readonly [string, ResultJson, string]) => Promise<void>
}

/**
 * Sends a stream's results directly, in text shared by all subscribers of an equal result. graphql-ws, which would
 * serialize each again, gets an empty stream.
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

  /** It never settles when the client completed the operation: graphql-ws would free the id of the next one. */
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
   * Acquires the turn of the connection, and room for the next result. It releases one while it waits for the other, to
   * avoid a deadlock.
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
      if (!hasTurn) this.#results.releaseRoom()
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
