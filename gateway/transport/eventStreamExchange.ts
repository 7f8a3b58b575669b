import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { ContentDecoder, readableCodings } from './contentDecoder.ts'
import { EventStreamParser, type StreamedEvent } from './eventStreamParser.ts'
import { retryAfterMs } from './exchange.ts'
import { parseReply } from './parseReply.ts'
import { Silence } from './silence.ts'
import type { FailureReason, SubgraphReply } from './subgraphTransport.ts'
import { describeBody, withoutByteOrderMark } from './unreadableBody.ts'

/**
 * How a request for an event stream ended. `lost`: it may be sent again. `answered`: the subgraph answered with one
 * response in place of a stream.
 */
export type ExchangeEnd =
  | { kind: 'lost'; message: string; cause?: unknown; afterMs?: number }
  | { kind: 'answered'; reply: SubgraphReply }
  | { kind: 'unusable'; reason: FailureReason; message: string }

export interface EventStreamExchangeOptions {
  /** Maximum bytes of an event, and of a response that is no stream. */
  messageLimit: number
  /** Timeout until the stream begins, in milliseconds; `Infinity` for none. */
  beginMs: number
  /** Silence after which a stream with comments to keep it alive is lost, at least. */
  keepAliveMs: number
  onOpen(): void
  onEvent(event: StreamedEvent): void
  /** Called once, unless it is abandoned. */
  onEnd(end: ExchangeEnd): void
}

/** Statuses of an overloaded server, or of a proxy without one. */
const PASSING = new Set([408, 425, 429, 502, 503, 504])

const INCOMPLETE: ExchangeEnd = { kind: 'lost', message: 'the stream ended without `complete`' }

/** One request for an event stream. */
export class EventStreamExchange implements Dispatcher.DispatchHandler {
  readonly #options: EventStreamExchangeOptions
  readonly #parser: EventStreamParser
  readonly #silence: Silence
  #timer: NodeJS.Timeout | undefined
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: IncomingHttpHeaders = {}
  #isStream = false
  #decoder: ContentDecoder | undefined
  /** The body of a response that is no stream. */
  #chunks: Buffer[] = []
  #bytes = 0
  #isOver = false

  constructor(options: EventStreamExchangeOptions) {
    this.#options = options
    const { messageLimit, beginMs, keepAliveMs } = options
    this.#silence = new Silence(keepAliveMs, () => this.#end({ kind: 'lost', message: 'the subgraph fell silent' }))
    this.#parser = new EventStreamParser(messageLimit, {
      onEvent: event => options.onEvent(event),
      onComment: () => this.#silence.signOfLife(),
      onTooLarge: () => this.#endTooLarge('an event'),
    })
    if (beginMs === Infinity) return
    const message = `no response within ${Math.ceil(beginMs)} ms`
    this.#timer = setTimeout(() => this.#end({ kind: 'lost', message }), beginMs)
  }

  /** Ends the request without telling. */
  abandon(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#silence.stop()
    this.#parser.stop()
    this.#decoder?.destroy()
    this.#chunks = []
    this.#controller?.abort(new Error('the event stream is not needed any more'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(new Error('given up'))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#isOver || status < 200) return
    this.#status = status
    this.#headers = headers
    this.#isStream = status === 200 && /^\s*text\/event-stream\s*(;|$)/i.test(headers['content-type'] ?? '')
    // Unknown codings are often none, as graphql-sse says: they are read as they are.
    const codings = headers['content-encoding'] === undefined ? [] : readableCodings(headers['content-encoding'])
    if (codings?.length) {
      this.#decoder = new ContentDecoder(codings, {
        maxBytes: this.#isStream ? Infinity : this.#options.messageLimit,
        onData: chunk => this.#take(chunk),
        onEnd: () => this.#received(),
        onError: ({ message }) => this.#end({ kind: 'unusable', reason: 'not GraphQL', message: this.#coded(message) }),
        onTooLong: () => this.#endTooLarge('the response'),
      })
    }
    if (!this.#isStream) return
    clearTimeout(this.#timer)
    this.#options.onOpen()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return
    if (!this.#decoder) this.#take(chunk)
    else if (!this.#decoder.write(chunk, () => controller.resume())) controller.pause()
  }

  onResponseEnd(): void {
    if (this.#decoder) this.#decoder.end()
    else this.#received()
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    const message = cause.message || ('code' in cause ? String(cause.code) : cause.name)
    this.#end({ kind: 'lost', message, cause })
  }

  #take(chunk: Buffer): void {
    if (this.#isOver) return
    if (this.#isStream) {
      this.#silence.received()
      this.#parser.write(chunk)
      return
    }
    this.#bytes += chunk.length
    if (this.#bytes > this.#options.messageLimit) this.#endTooLarge('the response')
    else this.#chunks.push(chunk)
  }

  /** The whole response was received. */
  #received(): void {
    if (!this.#isOver) this.#end(this.#isStream ? INCOMPLETE : this.#endOf(Buffer.concat(this.#chunks)))
  }

  #endOf(body: Buffer): ExchangeEnd {
    const isPassing = PASSING.has(this.#status)
    const reply = isPassing ? undefined : parseReply(withoutByteOrderMark(body).toString('utf8'))
    if (reply) return { kind: 'answered', reply }
    const message = `answered ${this.#status} in place of an event stream, ${describeBody(body, this.#headers)}`
    if (this.#status < 500 && !isPassing) return { kind: 'unusable', reason: 'not GraphQL', message }
    return { kind: 'lost', message, afterMs: retryAfterMs(this.#headers['retry-after'], Date.now()) }
  }

  #coded(problem: string): string {
    const { 'content-encoding': coding } = this.#headers
    return `answered ${this.#status} in the content coding ${JSON.stringify(coding)}, which cannot be decoded (${problem})`
  }

  #endTooLarge(what: string): void {
    const message = `${what} is longer than ${this.#options.messageLimit} bytes`
    this.#end({ kind: 'unusable', reason: 'too large', message })
  }

  #end(end: ExchangeEnd): void {
    if (this.#isOver) return
    this.abandon()
    this.#options.onEnd(end)
  }
}
