import type { Logger } from '@atelier/platform/log/logger.ts'
import { backoffMs } from '@atelier/platform/time/backoff.ts'
import { type Client, createClient, MessageType } from 'graphql-ws'
import { type ClientOptions, WebSocket } from 'ws'
import { readMessage } from './streamMessages.ts'
import type { SubgraphStreamFigures } from './subgraphStreamMetrics.ts'
import type { SubgraphReply } from './subgraphTransport.ts'

export interface SubgraphConnectionOptions {
  /** Proves to subgraphs that the gateway is calling. */
  gatewaySecret: string | undefined
  /** Bytes of one message at most. */
  messageLimit: number
  keepAliveMs: number
  log: Logger
  /** How long a subgraph may take to open a connection, to acknowledge it, and to close it; 5 s when absent. */
  handshakeMs?: number
  /**
   * Tries to connect again, since a connection lasted, before a subgraph counts as gone; when absent so many that they
   * take some 45 s.
   */
  retries?: number
  /** How long to wait before the n-th try, from 0, to connect again. */
  retryWaitMs?: (tries: number) => number
  /** How long a connection must be there to have lasted; 10 s when absent. */
  lastingMs?: number
}

const IDLE_CLOSE_MS = 5_000

/** Messages of so many characters are read in a few microseconds, which is not worth counting. */
const SHORT_LENGTH = 16_384

/** RFC 6455: the purpose of the connection is fulfilled. */
const NORMAL_CLOSURE = 1000
const GOING_AWAY = 1001

/** The graphql-transport-ws connection to one subgraph: there while it has subscriptions, and again when it was lost. */
export class SubgraphConnection {
  readonly service: string
  readonly url: string
  readonly client: Client
  readonly #figures: SubgraphStreamFigures
  readonly #log: Logger
  /** Subscriptions that want the connection. */
  #wanted = 0
  #isOpen = false
  /** Whether it is not there though it was wanted, of which the log has been told. */
  #isLost = false
  /** Whether this connection brought what is no message, of which the log has been told. */
  #isUnreadable = false
  #reading: SubgraphReply['long']
  /** Whether the gateway closes it. */
  #isClosing = false
  /** Tries to connect again since a connection lasted. graphql-ws counts from the last one that was acknowledged. */
  #tries = 0
  /** What the connection failed by, as far as it is known. */
  #fault: string | undefined

  constructor(service: string, url: string, figures: SubgraphStreamFigures, options: SubgraphConnectionOptions) {
    this.service = service
    this.url = url
    this.#figures = figures
    this.#log = options.log
    this.client = this.#connect(options)
  }

  /** What reading the message took that subscriptions are being told of. */
  get reading(): SubgraphReply['long'] {
    return this.#reading
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whether subscriptions wait for it to be there again. */
  get isMissed(): boolean {
    return this.#isLost && this.#wanted > 0
  }

  /** Called for each subscription. @returns a function to call when that is over. */
  hold(): () => void {
    this.#wanted += 1
    return () => {
      this.#wanted -= 1
    }
  }

  close(): void {
    this.#isClosing = true
    // A connection that is not there yet is given up, of which `dispose` tells.
    Promise.resolve(this.client.dispose()).catch(event =>
      this.#log.debug(closeDetails(event), 'subgraph connection abandoned'),
    )
    this.client.terminate()
  }

  #connect(options: SubgraphConnectionOptions): Client {
    const { gatewaySecret, keepAliveMs, log, handshakeMs = 5_000, retries = 15, lastingMs = 10_000 } = options
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
      // What is too large would be sent again at once, and the connection be lost over and over.
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
        // A connection that died without a word is found by the pong that does not come.
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
    // Each try that fails comes by here too.
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

  /** What graphql-ws cannot set: limits on time and size, and what becomes of messages that are none. */
  #socketClass({ messageLimit, handshakeMs = 5_000 }: SubgraphConnectionOptions) {
    // The types do not know of `closeTimeout` yet. Without it a dead connection that is closed lingers for 30 s.
    const limits: ClientOptions & { closeTimeout: number } = {
      handshakeTimeout: handshakeMs,
      closeTimeout: handshakeMs,
      maxPayload: messageLimit,
    }
    const onFault = ({ message }: Error) => {
      this.#fault = message
    }
    // The answer to a close of the subgraph's comes by here too.
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
        // graphql-ws does not listen any more once it gave a connection up; without a listener the process would end.
        this.on('error', onFault)
      }

      override close(code?: number, reason?: string): void {
        if (code === NORMAL_CLOSURE) onNormalClosure()
        super.close(code, reason)
      }

      override emit(event: string | symbol, ...args: unknown[]): boolean {
        if (event === 'message') return this.#heard(String(args[0]))
        // graphql-ws would connect again at once and without end.
        const isLeft = event === 'close' && args[0] === NORMAL_CLOSURE && isWanted()
        return super.emit(event, ...(isLeft ? [GOING_AWAY, ...args.slice(1)] : args))
      }

      #heard(text: string): boolean {
        const startedAt = performance.now()
        const { message, fault } = readMessage(text)
        const isLong = text.length > SHORT_LENGTH
        onRead(isLong ? { bytes: text.length, readMs: performance.now() - startedAt } : undefined)
        if (fault !== undefined) onUnreadable(fault)
        if (!message) return true
        if (fault !== undefined && 'id' in message) {
          this.send(JSON.stringify({ id: message.id, type: MessageType.Complete }))
        }
        // graphql-ws takes what was read already; what is binary is handed on as it is.
        return super.emit('message', message, true)
      }
    }
  }
}

/** Grows to 4 s, spread so that gateways do not come back all at once. */
const reconnectMs = (tries: number) => backoffMs(tries, { baseMs: 100, maxMs: 4_000, jitter: [0.5, 1.5] })

const delay = (ms: number) => new Promise<void>(resolve => void setTimeout(resolve, ms))

/** Whether a message was longer than it may be. */
export function isTooLarge(event: unknown): boolean {
  const { error } = (event ?? {}) as { error?: { code?: unknown } }
  return error?.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}

function closeDetails(event: unknown): { code?: unknown; reason?: unknown } {
  const { code, reason } = event as { code?: unknown; reason?: unknown }
  return { code, reason }
}
