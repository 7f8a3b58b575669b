import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Json } from '../graphql/json.ts'
import { parseJson } from '../graphql/parseJson.ts'
import type { EventStreamExchange, EventStreamExchangeOptions, ExchangeEnd } from './eventStreamExchange.ts'
import type { StreamedEvent } from './eventStreamParser.ts'
import { asReply } from './parseReply.ts'
import { LASTING_MS, MAX_RETRIES, type ReconnectOptions, reconnectMs } from './reconnecting.ts'
import type { SubgraphStreamFigures, SubscriptionOutcome } from './subgraphStreamMetrics.ts'
import { SubgraphFetchError } from './subgraphTransport.ts'
import type { UpstreamSink } from './subscriptionTransport.ts'
import { hintOf } from './unreadableBody.ts'
import { UpstreamEvents } from './upstreamEvents.ts'

/** The streams of one subgraph, for its log lines and its health. */
export class SubgraphEventStreams {
  readonly service: string
  readonly url: string
  readonly #log: Logger
  readonly #streams = new Set<EventStream>()
  /** Whether the log has the current loss, or the last unreadable event. */
  #isLossLogged = false
  #isUnreadableLogged = false

  constructor(service: string, url: string, log: Logger) {
    this.service = service
    this.url = url
    this.#log = log
  }

  get all(): ReadonlySet<EventStream> {
    return this.#streams
  }

  get isMissed(): boolean {
    return [...this.#streams].some(({ state }) => state === 'lost')
  }

  add(stream: EventStream): void {
    this.#streams.add(stream)
  }

  close(): void {
    for (const stream of this.#streams) stream.close()
  }

  remove(stream: EventStream): void {
    this.#streams.delete(stream)
  }

  opened(isRetry: boolean): void {
    this.#log.debug({ serviceName: this.service, isRetry }, 'subgraph event stream opened')
    if (!this.isMissed) this.#isLossLogged = false
    this.#isUnreadableLogged = false
  }

  lost(fault: string): void {
    const details = { serviceName: this.service, fault, subscriptions: this.#streams.size }
    if (this.#isLossLogged) this.#log.debug(details, 'subgraph event stream still lost')
    else this.#log.warn(details, 'subgraph event stream lost')
    this.#isLossLogged = true
  }

  unreadable(fault: string): void {
    const details = { serviceName: this.service, fault }
    if (this.#isUnreadableLogged) this.#log.debug(details, 'subgraph sent another unreadable event')
    else this.#log.warn(details, 'subgraph sent an unreadable event')
    this.#isUnreadableLogged = true
  }
}

export interface EventStreamOptions extends ReconnectOptions {
  streams: SubgraphEventStreams
  figures: SubgraphStreamFigures
  sink: UpstreamSink
  /** Called for each event, before the sink. */
  onEvent?: (() => void) | undefined
  /** Sends the request. */
  send(options: Pick<EventStreamExchangeOptions, 'onOpen' | 'onEvent' | 'onEnd'>): EventStreamExchange
}

/** Maximum bytes of an event whose parsing is not metered: it takes a few microseconds. */
const SHORT_LENGTH = 16_384

/** Maximum time that a subgraph can ask to be left alone for. */
const MAX_RETRY_AFTER_MS = 30_000

const FAULT_LENGTH = 200

/** One subscription by the distinct connections mode of graphql-sse, opened again when its connection is lost. */
export class EventStream {
  readonly #options: EventStreamOptions
  state: 'opening' | 'open' | 'lost' | 'over' = 'opening'
  #exchange: EventStreamExchange | undefined
  /** Reconnects since the last stable connection. */
  #tries = 0
  #isRetry = false
  #retryTimer: NodeJS.Timeout | undefined
  #lastingTimer: NodeJS.Timeout | undefined
  readonly #events: UpstreamEvents

  constructor(options: EventStreamOptions) {
    this.#options = options
    this.#events = new UpstreamEvents(options)
    options.streams.add(this)
    this.#connect()
  }

  /** Ends it by the gateway; safe to repeat. */
  unsubscribe(): void {
    this.#over('ended')
  }

  /** Ends it by the gateway, which its subscribers learn. */
  close(): void {
    if (!this.#over('ended')) this.#options.sink.completed()
  }

  #connect(): void {
    this.#exchange = this.#options.send({
      onOpen: () => this.#opened(),
      onEvent: event => this.#event(event),
      onEnd: end => this.#ended(end),
    })
  }

  #opened(): void {
    const { streams, figures, sink, lastingMs = LASTING_MS } = this.#options
    this.state = 'open'
    figures.eventStreams.connected()
    this.#lastingTimer = setTimeout(() => {
      this.#tries = 0
    }, lastingMs)
    this.#lastingTimer.unref()
    streams.opened(this.#isRetry)
    sink.resumed()
  }

  #event({ name, data }: StreamedEvent): void {
    if (name === 'next') this.#next(data)
    else if (name === 'complete') this.#complete()
    else this.#options.streams.unreadable(`an event named ${JSON.stringify(name.slice(0, FAULT_LENGTH))}`)
  }

  #next(data: Buffer): void {
    const startedAt = performance.now()
    let value: Json
    try {
      value = parseJson(data.toString('utf8'))
    } catch (error) {
      const fault = [String(error).slice(0, FAULT_LENGTH), hintOf(data)].filter(Boolean).join(', ')
      this.#options.streams.unreadable(fault)
      this.#fail('not GraphQL', 'an event was not JSON')
      return
    }
    const reply = asReply(value)
    if (reply && data.length > SHORT_LENGTH) {
      reply.long = { bytes: data.length, readMs: performance.now() - startedAt }
    }
    this.#events.next(reply)
  }

  #complete(): void {
    if (!this.#over(this.#events.outcome)) this.#options.sink.completed()
  }

  #ended(end: ExchangeEnd): void {
    if (end.kind === 'unusable') this.#fail(end.reason, end.message)
    else if (end.kind === 'lost') this.#lost(end)
    else {
      this.#events.next(end.reply)
      this.#complete()
    }
  }

  #lost({ message, cause, afterMs = 0 }: Extract<ExchangeEnd, { kind: 'lost' }>): void {
    const { streams, figures, retries = MAX_RETRIES, retryWaitMs = reconnectMs } = this.#options
    clearTimeout(this.#lastingTimer)
    if (this.state === 'open') figures.eventStreams.lost()
    this.state = 'lost'
    streams.lost(message)
    if (this.#tries >= retries) {
      this.#fail('unreachable', message, cause)
      return
    }
    const waitMs = Math.max(retryWaitMs(this.#tries), Math.min(afterMs, MAX_RETRY_AFTER_MS))
    this.#retryTimer = setTimeout(() => {
      this.#tries += 1
      this.#isRetry = true
      figures.eventStreams.retried()
      this.#connect()
    }, waitMs)
  }

  #fail(reason: SubgraphFetchError['reason'], message: string, cause?: unknown): void {
    const { streams, sink } = this.#options
    if (!this.#over(reason)) sink.failed(new SubgraphFetchError(streams.service, reason, { message, cause }))
  }

  /** @returns whether it had ended before. */
  #over(outcome: SubscriptionOutcome): boolean {
    if (this.state === 'over') return true
    this.state = 'over'
    clearTimeout(this.#retryTimer)
    clearTimeout(this.#lastingTimer)
    this.#options.streams.remove(this)
    this.#options.figures.over(outcome)
    this.#exchange?.abandon()
    return false
  }
}
