import type { Logger } from '@atelier/platform/log/logger.ts'
import { type Client, createClient, MessageType } from 'graphql-ws'
import { type ClientOptions, WebSocket } from 'ws'
import { LASTING_MS, MAX_RETRIES, type ReconnectOptions, reconnectMs } from './reconnecting.ts'
import { readMessage } from './streamMessages.ts'
import type { ConnectionFigures } from './subgraphStreamMetrics.ts'
import type { SubgraphReply } from './subgraphTransport.ts'

export interface SubgraphConnectionOptions extends ReconnectOptions {
  /** Authenticates the gateway to subgraphs. */
  gatewaySecret: string | undefined
  /** Maximum bytes of one message. */
  messageLimit: number
  keepAliveMs: number
  log: Logger
  /** Timeout for opening a connection, its acknowledgement, and its close; 5 s when absent. */
  handshakeMs?: number
}

const IDLE_CLOSE_MS = 5_000

/** Maximum bytes of a message whose parsing is not metered: it takes a few microseconds. */
const SHORT_LENGTH = 16_384

/** RFC 6455: the purpose of the connection is fulfilled. */
const NORMAL_CLOSURE = 1000
const GOING_AWAY = 1001

/**
 * The graphql-transport-ws connection to one subgraph: open while it has subscriptions, and reopened when it is lost.
 */
export class SubgraphConnection {
  readonly service: string
  readonly url: string
  readonly client: Client
  readonly #figures: ConnectionFigures
  readonly #log: Logger
  /** Subscriptions on the connection. */
  #wanted = 0
  #isOpen = false
  /** Whether it was lost with subscriptions, which is logged once. */
  #isLost = false
  /** Whether this connection received an invalid message, which is logged once. */
  #isUnreadable = false
  #reading: SubgraphReply['long']
  /** Whether the gateway is closing it. */
  #isClosing = false
  /** Reconnects since the last stable connection. graphql-ws counts from the last acknowledged one. */
  #tries = 0
  /** Error message of the failed connection, if known. */
  #fault: string | undefined

  constructor(service: string, url: string, figures: ConnectionFigures, options: SubgraphConnectionOptions) {
    this.service = service
    this.url = url
    this.#figures = figures
    this.#log = options.log
    this.client = this.#connect(options)
  }

  /** Bytes and parse time of the current message, when it is long. */
  get reading(): SubgraphReply['long'] {
    return this.#reading
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whether subscriptions wait for a reconnect. */
  get isMissed(): boolean {
    return this.#isLost && this.#wanted > 0
  }

  /**
   * Called for each subscription.
   * @returns a function to call at its end.
   */
  hold(): () => void {
    this.#wanted += 1
    return () => {
      this.#wanted -= 1
    }
  }

  close(): void {
    this.#isClosing = true
    // `dispose` rejects for a connection that is still opening.
    Promise.resolve(this.client.dispose()).catch(event =>
      this.#log.debug(closeDetails(event), 'subgraph connection abandoned'),
    )
    this.client.terminate()
  }

  #connect(options: SubgraphConnectionOptions): Client {
    const {
      gatewaySecret,
      keepAliveMs,
      log,
      handshakeMs = 5_000,
      retries = MAX_RETRIES,
      lastingMs = LASTING_MS,
    } = options
    let pongTimer: NodeJS.Timeout | undefined
    let lastingTimer: NodeJS.Timeout | undefined
    const client = createClient({
      url: this.url.replace(/^http/, 'ws'),
      webSocketImpl: this.#socketClass(options),
      connectionParams: gatewaySecret === undefined ? undefined : { gatewaySecret },
      lazyCloseTimeout: IDLE_CLOSE_MS,
      keepAlive: keepAliveMs,
      connectionAckWaitTimeout: handshakeMs,
      retryAttempts: Infinity,
      // A message that is too large would be sent again after each reconnect.
      shouldRetry: event => this.#tries < retries && !isTooLarge(event),
      retryWait: () => delay((options.retryWaitMs ?? reconnectMs)(this.#tries)),
      on: {
        connecting: isRetry => {
          this.#isClosing = false
          this.#isUnreadable = false
          this.#fault = undefined
          if (!isRetry) return
          this.#tries += 1
          this.#figures.retried()
        },
        connected: (_socket, _payload, isRetry) => {
          this.#isOpen = true
          this.#isLost = false
          this.#figures.connected()
          lastingTimer = setTimeout(() => {
            this.#tries = 0
          }, lastingMs)
          lastingTimer.unref()
          log.info({ serviceName: this.service, isRetry }, 'subgraph connection opened')
        },
        closed: event => {
          clearTimeout(pongTimer)
          clearTimeout(lastingTimer)
          this.#closed(event)
        },
        // A missing pong detects a dead connection.
        ping: received => {
          if (received) return
          clearTimeout(pongTimer)
          pongTimer = setTimeout(() => client.terminate(), keepAliveMs)
          pongTimer.unref()
        },
        pong: received => {
          if (received) clearTimeout(pongTimer)
        },
      },
    })
    return client
  }

  #closed(event: unknown): void {
    const details = { serviceName: this.service, ...closeDetails(event), fault: this.#fault }
    const wasOpen = this.#isOpen
    this.#isOpen = false
    if (this.#wanted === 0 || this.#isClosing) {
      this.#log.info(details, 'subgraph connection closed')
      return
    }
    if (wasOpen) this.#figures.lost()
    // Also called for each failed reconnect.
    if (this.#isLost) this.#log.debug(details, 'subgraph connection still lost')
    else this.#log.warn({ ...details, subscriptions: this.#wanted }, 'subgraph connection lost')
    this.#isLost = true
  }

  #unreadable(fault: string): void {
    const details = { serviceName: this.service, fault }
    if (this.#isUnreadable) this.#log.debug(details, 'subgraph sent another unreadable message')
    else this.#log.warn(details, 'subgraph sent an unreadable message')
    this.#isUnreadable = true
  }

  /**
   * A WebSocket class with settings that graphql-ws lacks: timeouts, a size limit, and handling of invalid messages.
   */
  #socketClass({ messageLimit, handshakeMs = 5_000 }: SubgraphConnectionOptions) {
    // The types lack `closeTimeout`. Without it a dead connection lingers for 30 s after its close.
    const limits: ClientOptions & { closeTimeout: number } = {
      handshakeTimeout: handshakeMs,
      closeTimeout: handshakeMs,
      maxPayload: messageLimit,
    }
    const onFault = ({ message }: Error) => {
      this.#fault = message
    }
    // Also called for the response to a close of the subgraph.
    const onNormalClosure = () => {
      this.#isClosing ||= this.#wanted === 0
    }
    const isWanted = () => this.#wanted > 0 && !this.#isClosing
    const onUnreadable = (fault: string) => this.#unreadable(fault)
    const onRead = (reading: SubgraphReply['long']) => {
      this.#reading = reading
    }
    return class LimitedWebSocket extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols, limits)
        // graphql-ws removes its listener from an abandoned connection; an error without a listener would end the
        // process.
        this.on('error', onFault)
      }

      override close(code?: number, reason?: string): void {
        if (code === NORMAL_CLOSURE) onNormalClosure()
        super.close(code, reason)
      }

      override emit(event: string | symbol, ...args: unknown[]): boolean {
        if (event === 'message') return this.#heard(args[0] as Buffer)
        // graphql-ws would reconnect at once and without limit.
        const isLeft = event === 'close' && args[0] === NORMAL_CLOSURE && isWanted()
        return super.emit(event, ...(isLeft ? [GOING_AWAY, ...args.slice(1)] : args))
      }

      #heard(bytes: Buffer): boolean {
        const startedAt = performance.now()
        const { message, fault } = readMessage(bytes)
        const isLong = bytes.length > SHORT_LENGTH
        onRead(isLong ? { bytes: bytes.length, readMs: performance.now() - startedAt } : undefined)
        if (fault !== undefined) onUnreadable(fault)
        if (!message) return true
        if (fault !== undefined && 'id' in message) {
          this.send(JSON.stringify({ id: message.id, type: MessageType.Complete }))
        }
        // graphql-ws accepts a parsed message; binary data is passed unchanged.
        return super.emit('message', message, true)
      }
    }
  }
}

const delay = (ms: number) => new Promise<void>(resolve => void setTimeout(resolve, ms))

/** Whether a message exceeded the size limit. */
export function isTooLarge(event: unknown): boolean {
  const { error } = (event ?? {}) as { error?: { code?: unknown } }
  return error?.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}

function closeDetails(event: unknown): { code?: unknown; reason?: unknown } {
  const { code, reason } = event as { code?: unknown; reason?: unknown }
  return { code, reason }
}
