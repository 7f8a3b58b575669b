import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { UNCOUNTED_BYTES } from './heldAnswer.ts'
import { parseReply } from './parseReply.ts'
import { type RetryHint, SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'

export interface ExchangeLimits {
  /** Timeout of the whole exchange in milliseconds; `Infinity` for none. */
  ms: number
  /** Failure reason of the timeout. */
  isOver: 'timeout' | 'deadline'
  /** Maximum bytes of a response. */
  bytes: number
}

/** One HTTP request in flight. undici's handler interface costs half of its body streams. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: SubgraphRequest
  readonly #limits: ExchangeLimits
  readonly #resolve: (reply: SubgraphReply) => void
  readonly #reject: (error: SubgraphFetchError) => void
  #timer: NodeJS.Timeout | undefined
  /** End of the timeout, in milliseconds of `performance.now()`. */
  #endsAt: number
  readonly #onAbort = () => this.#giveUp('aborted', 'the client disconnected')
  #chunks: Buffer[] = []
  #controller?: Dispatcher.DispatchController
  #status = 0
  #retry: RetryHint | undefined
  #bytes = 0
  /** Bytes counted as a part of the client's response. */
  #counted = 0
  #isPaused = false
  #settled = false

  constructor(
    request: SubgraphRequest,
    limits: ExchangeLimits,
    resolve: (reply: SubgraphReply) => void,
    reject: (error: SubgraphFetchError) => void,
  ) {
    this.#request = request
    this.#limits = limits
    this.#resolve = resolve
    this.#reject = reject
    this.#endsAt = limits.ms === Infinity ? Infinity : performance.now() + limits.ms
    this.#giveUpIn(limits.ms)
    request.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#settled) controller.abort(new Error('given up'))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status
    if (status === 503) this.#retry = { afterMs: retryAfterMs(headers['retry-after'], Date.now()) }
    if (Number(headers['content-length']) > this.#limits.bytes) this.#giveUpLong()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    this.#bytes += chunk.length
    if (this.#bytes > this.#limits.bytes) {
      this.#giveUpLong()
      return
    }
    this.#chunks.push(chunk)
    if (this.#bytes > UNCOUNTED_BYTES) this.#count(controller)
  }

  onResponseEnd(): void {
    if (this.#settled) return
    const [first] = this.#chunks
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    this.#settle()
    const startedAt = this.#bytes > UNCOUNTED_BYTES ? performance.now() : undefined
    const reply = parseReply(body.toString('utf8'))
    if (reply && startedAt !== undefined) reply.long = { bytes: this.#bytes, readMs: performance.now() - startedAt }
    if (reply && this.#retry && !reply.data) reply.retry = this.#retry
    if (reply && this.#status >= 500) reply.isTroubled = true
    if (reply) this.#resolve(reply)
    else {
      const message = `answered ${this.#status} with ${this.#bytes} bytes that are not a GraphQL response`
      this.#fail(new SubgraphFetchError(this.#request.service, 'not GraphQL', { message, retry: this.#retry }))
    }
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    if (this.#settled) return
    const retry = this.#status === 0 ? { afterMs: 0 } : undefined
    this.#fail(new SubgraphFetchError(this.#request.service, 'unreachable', { message: describe(cause), cause, retry }))
  }

  /** Pauses reading until there is room for the received bytes. The pause does not count for the subgraph's timeout. */
  #count(controller: Dispatcher.DispatchController): void {
    const { answer, onPause } = this.#request
    const more = this.#bytes - this.#counted
    const room = answer?.grow(more)
    if (!answer || !room) {
      this.#counted += more
      return
    }
    onPause?.()
    controller.pause()
    this.#isPaused = true
    const pausedAt = performance.now()
    const { deadline = Infinity } = this.#request
    this.#giveUpIn(deadline - pausedAt)
    void room.then(() => {
      this.#counted += more
      if (this.#settled) return answer.shrink(more)
      this.#isPaused = false
      const now = performance.now()
      this.#endsAt = Math.min(this.#endsAt + now - pausedAt, deadline)
      this.#giveUpIn(this.#endsAt - now)
      controller.resume()
    })
  }

  #giveUpIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = ms === Infinity ? undefined : setTimeout(() => this.#giveUpLate(), ms)
  }

  #giveUpLate(): void {
    const { ms } = this.#limits
    const isOver = this.#isPaused ? 'deadline' : this.#limits.isOver
    const message = isOver === 'timeout' ? `no response within ${Math.ceil(ms)} ms` : 'the operation timed out'
    this.#giveUp(isOver, message)
  }

  #giveUpLong(): void {
    this.#giveUp('too large', `the response is longer than ${this.#limits.bytes} bytes`)
  }

  #giveUp(reason: 'aborted' | 'timeout' | 'deadline' | 'too large', message: string): void {
    if (this.#settled) return
    const failure = new SubgraphFetchError(this.#request.service, reason, { message })
    this.#fail(failure)
    this.#controller?.abort(failure)
  }

  #fail(failure: SubgraphFetchError): void {
    this.#settle()
    // A retry counts its bytes again.
    this.#request.answer?.shrink(this.#counted)
    this.#reject(failure)
  }

  #settle(): void {
    this.#settled = true
    this.#chunks = []
    clearTimeout(this.#timer)
    this.#request.signal?.removeEventListener('abort', this.#onAbort)
  }
}

/** An AggregateError of several addresses has no message. */
const describe = (error: Error): string => error.message || ('code' in error ? String(error.code) : error.name)

/**
 * Parses a `Retry-After` header: seconds, or a date.
 * @param now epoch milliseconds.
 * @returns milliseconds, 0 when it is absent or invalid.
 */
export function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Math.max(ms || 0, 0)
}
