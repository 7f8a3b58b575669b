import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { ContentDecoder, readableCodings } from './contentDecoder.ts'
import { UNCOUNTED_BYTES } from './heldAnswer.ts'
import { parseReply } from './parseReply.ts'
import { type RetryHint, SubgraphFetchError, type SubgraphReply, type SubgraphRequest } from './subgraphTransport.ts'
import { describeBody, hasOtherCharset, withoutByteOrderMark } from './unreadableBody.ts'

export interface ExchangeLimits {
  /** Timeout of the whole exchange in milliseconds; `Infinity` for none. */
  ms: number
  /** Failure reason of the timeout. */
  isOver: 'timeout' | 'deadline'
  /** Maximum bytes of a response. */
  bytes: number
}

/** Where the bytes of a body come from. */
type Pausable = Pick<Dispatcher.DispatchController, 'pause' | 'resume'>

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
  #headers: IncomingHttpHeaders = {}
  /** Decodes a body with a content coding. */
  #decoder: ContentDecoder | undefined
  #retry: RetryHint | undefined
  /** Bytes received of a body with a content coding, and the first of them. */
  #received = 0
  #firstReceived: Buffer | undefined
  /** Bytes of the body. */
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
    this.#headers = headers
    if (status === 503) this.#retry = { afterMs: retryAfterMs(headers['retry-after'], Date.now()) }
    if (Number(headers['content-length']) > this.#limits.bytes) this.#giveUpLong()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    const coding = this.#headers['content-encoding']
    if (coding === undefined) this.#take(controller, chunk)
    else this.#takeCoded(controller, chunk, coding)
  }

  #takeCoded(controller: Dispatcher.DispatchController, chunk: Buffer, coding: string): void {
    if (!this.#firstReceived) {
      this.#firstReceived = chunk
      this.#decoder = this.#decoderFor(coding)
    }
    this.#received += chunk.length
    if (this.#received > this.#limits.bytes) this.#giveUpLong()
    else if (!this.#decoder) this.#take(controller, chunk)
    else if (!this.#decoder.write(chunk, () => controller.resume())) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#settled) return
    if (this.#decoder) this.#decoder.end()
    else this.#read()
  }

  /** Unknown codings are often none: the body is read as it is. */
  #decoderFor(coding: string): ContentDecoder | undefined {
    const codings = readableCodings(coding)
    if (!codings?.length) return undefined
    const decoder = new ContentDecoder(codings, {
      maxBytes: this.#limits.bytes,
      onData: chunk => this.#take(decoder, chunk),
      onEnd: () => {
        if (!this.#settled) this.#read()
      },
      onError: cause => this.#giveUp('not GraphQL', this.#undecodable(cause)),
      onTooLong: () => this.#giveUpLong(),
    })
    return decoder
  }

  #take(source: Pausable, chunk: Buffer): void {
    if (this.#settled) return
    this.#bytes += chunk.length
    if (this.#bytes > this.#limits.bytes) {
      this.#giveUpLong()
      return
    }
    this.#chunks.push(chunk)
    if (this.#bytes > UNCOUNTED_BYTES) this.#count(source)
  }

  /** Reads the whole body. */
  #read(): void {
    const [first] = this.#chunks
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    this.#settle()
    const startedAt = this.#bytes > UNCOUNTED_BYTES ? performance.now() : undefined
    const isReadable = !hasOtherCharset(body, this.#headers['content-type'])
    const reply = isReadable
      ? parseReply(withoutByteOrderMark(body).toString('utf8'), this.#request.exactNumbers)
      : undefined
    if (reply && startedAt !== undefined) reply.long = { bytes: this.#bytes, readMs: performance.now() - startedAt }
    if (reply && this.#retry && !reply.data) reply.retry = this.#retry
    if (reply && this.#status >= 500) reply.isTroubled = true
    if (reply) this.#resolve(reply)
    else {
      const message = this.#answered(`${this.#bytes} bytes that are not a GraphQL response`, body)
      this.#fail(new SubgraphFetchError(this.#request.service, 'not GraphQL', { message, retry: this.#retry }))
    }
  }

  #undecodable({ message }: Error): string {
    const problem = `${this.#received} bytes that cannot be decoded (${message})`
    return this.#answered(problem, this.#firstReceived ?? NOTHING)
  }

  #answered(what: string, body: Buffer): string {
    return `answered ${this.#status} with ${what}, ${describeBody(body, this.#headers)}`
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    if (this.#settled) return
    const retry = this.#status === 0 ? { afterMs: 0 } : undefined
    this.#fail(new SubgraphFetchError(this.#request.service, 'unreachable', { message: describe(cause), cause, retry }))
  }

  /** Pauses reading until there is room for the received bytes. The pause does not count for the subgraph's timeout. */
  #count(source: Pausable): void {
    const { answer, onPause } = this.#request
    const more = this.#bytes - this.#counted
    const room = answer?.grow(more)
    if (!answer || !room) {
      this.#counted += more
      return
    }
    onPause?.()
    source.pause()
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
      source.resume()
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

  #giveUp(reason: 'aborted' | 'timeout' | 'deadline' | 'too large' | 'not GraphQL', message: string): void {
    if (this.#settled) return
    const retry = reason === 'not GraphQL' ? this.#retry : undefined
    const failure = new SubgraphFetchError(this.#request.service, reason, { message, retry })
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
    this.#decoder?.destroy()
    clearTimeout(this.#timer)
    this.#request.signal?.removeEventListener('abort', this.#onAbort)
  }
}

const NOTHING = Buffer.alloc(0)

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
