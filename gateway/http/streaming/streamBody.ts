import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { CpuMeter } from '../../observability/cpuMeter.ts'
import type { ResultStream, StreamItem } from '../../subscriptions/resultStream.ts'
import type { StreamProtocol } from '../streamProtocols.ts'

export interface StreamBodyOptions {
  protocol: StreamProtocol
  /** The response with this body. */
  response: ServerResponse
  /** Interval of heartbeats on an idle stream. */
  heartbeatMs: number
  /** Meters the time of writing results. */
  meter: CpuMeter
}

/**
 * The body of a streamed response, with backpressure: it takes a result when the client has read the one before, so
 * that events wait in the subscriber's queue, where newer states replace older ones.
 */
export class StreamBody extends Readable {
  readonly #results: ResultStream
  readonly #options: StreamBodyOptions
  readonly #heart: NodeJS.Timeout
  #isTaking = false
  #isGoingAway = false
  /** Whether the client has unread bytes. */
  #isBehind = false

  constructor(results: ResultStream, options: StreamBodyOptions) {
    super({ highWaterMark: 1 })
    this.#results = results
    this.#options = options
    this.#heart = setInterval(() => this.#beat(), options.heartbeatMs)
    this.#heart.unref()
    this.push(options.protocol.opening)
  }

  /** Ends because this process stops; clients reconnect elsewhere. */
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
    this.#results.sent()
    callback(error)
  }

  async #take(): Promise<void> {
    this.#isTaking = true
    await this.#clientCaughtUp()
    this.#results.sent()
    const item = (await this.#hasRoom()) ? await this.#results.next() : undefined
    this.#isTaking = false
    if (this.destroyed) this.#results.sent()
    else if (item && !this.#isGoingAway) this.#options.meter.run(() => this.#push(item))
    else this.#pushEnd()
  }

  /**
   * Waits for a result, and for room for it.
   * @returns false at the end.
   */
  async #hasRoom(): Promise<boolean> {
    while (await this.#results.ready()) {
      await this.#clientCaughtUp()
      const room = this.#results.room()
      if (!room) return true
      await room
    }
    return false
  }

  async #clientCaughtUp(): Promise<void> {
    const { response } = this.#options
    this.#isBehind = true
    // The last chunk of this stream is written by then.
    await undefined
    while (response.writableNeedDrain && !this.destroyed) await nextDrain(response)
    this.#isBehind = false
  }

  #push(item: StreamItem): void {
    const { around, failure } = this.#options.protocol
    if (item.kind === 'failure') this.push(failure(item.error))
    else if (typeof item.json === 'string') this.push(around[0] + item.json + around[1])
    else for (const part of [around[0], item.json, around[1]]) this.push(part)
  }

  #pushEnd(): void {
    const { end, goingAway } = this.#options.protocol
    this.push(this.#isGoingAway ? goingAway : end)
    this.push(null)
  }

  #beat(): void {
    const { heartbeat } = this.#options.protocol
    if (this.#isTaking && !this.#isBehind && this.readableLength === 0) this.push(heartbeat)
  }
}

function nextDrain(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.once('drain', done).once('close', done)
  })
}
