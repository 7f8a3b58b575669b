import { Readable } from 'node:stream'
import type { ResultStream } from './resultStream.ts'
import type { StreamProtocol } from './streamProtocols.ts'

/**
 * The body of a streamed response. It takes a result when the client has taken the one before, so that what waits stays
 * in the stream's own queue, where newer states replace older ones.
 */
export class StreamBody extends Readable {
  readonly #results: ResultStream
  readonly #protocol: StreamProtocol
  readonly #heart: NodeJS.Timeout
  #isTaking = false
  #isGoingAway = false

  /** @param heartbeatMs how often an idle stream says that it is there. */
  constructor(results: ResultStream, protocol: StreamProtocol, heartbeatMs: number) {
    super({ highWaterMark: 1 })
    this.#results = results
    this.#protocol = protocol
    this.#heart = setInterval(() => this.#beat(), heartbeatMs)
    this.#heart.unref()
    this.push(protocol.opening)
  }

  /** Ends as this process stops; clients connect again elsewhere. */
  goAway(): void {
    this.#isGoingAway = true
    this.#results.leave()
  }

  override _read(): void {
    if (!this.#isTaking) void this.#take()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearInterval(this.#heart)
    this.#results.leave()
    callback(error)
  }

  async #take(): Promise<void> {
    this.#isTaking = true
    const item = await this.#results.next()
    this.#isTaking = false
    if (this.destroyed) return
    if (item && !this.#isGoingAway) {
      this.push(item.kind === 'result' ? this.#protocol.result(item.json) : this.#protocol.failure(item.error))
      return
    }
    const { end, goingAway } = this.#protocol
    this.push(this.#isGoingAway ? goingAway : end)
    this.push(null)
  }

  #beat(): void {
    if (this.#isTaking && this.readableLength === 0) this.push(this.#protocol.heartbeat)
  }
}
