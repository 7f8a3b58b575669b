import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { answerClientError } from './clientError.ts'
import { clientNetwork } from './clientNetwork.ts'
import { type CutOffReason, chooseCutOffs, type Holder, lineMs, type UnsentLimits } from './unsentLimits.ts'

/** A server's functions for its connections. */
export interface ServerWatch {
  /** The client address of a request; the peer's when absent. */
  addressOf?: ((request: IncomingMessage) => string) | undefined
  /** Request timeout in milliseconds, extended by the time of its bytes on the slowest connection. */
  requestMs?: number
  onCutOff: (reason: CutOffReason | 'closing' | 'pipelining', address: string) => void
}

/** Pipelined requests of a connection that may be queued before reading pauses. */
const MAX_WAITING = 16
/** Queued requests at which a connection is closed: no client pipelines so many. */
const MAX_PIPELINED = 64
/** Approximate memory of a queued request, in bytes. */
const WAITING_BYTES = 4_096
/** Size of a write, in bytes, that may fill the memory before the next check. */
const MUCH = 65_536
/** Interval of the check of connections with unread responses, in milliseconds. */
const LOOK_MS = 250
/** Milliseconds without traffic after which a connection is closed during shutdown. */
const GRACE_MS = 2_000
/** The same for any connection, in all. */
const MAX_CLOSING_MS = 5_000
/** Turns of the event loop without new data: connections accepted in one are read in the next. */
const QUIET_TURNS = 4
/** Maximum milliseconds to wait for data: it may never end. */
const MAX_COMING_MS = 1_000
/** Milliseconds without a byte after which a connection counts as idle. */
const IDLE_MS = 1_000

/**
 * The client connections of this process's servers. Bounds the memory of unread responses, and closes connections
 * within a limit during shutdown.
 */
export class Connections {
  readonly #limits: UnsentLimits
  readonly #all = new Map<Socket, Connection>()
  /** Connections that may have unread data. */
  readonly #sending = new Set<Connection>()
  #timer: NodeJS.Timeout | undefined
  #isLookDue = false
  #closingAt: number | undefined
  #accepted = 0

  constructor(limits: UnsentLimits) {
    this.#limits = limits
  }

  /** Bytes per second of the slowest supported connection; 0 for none. */
  get slowestLine(): number {
    return this.#limits.slowestLine
  }

  /** Open connections. */
  get size(): number {
    return this.#all.size
  }

  /** Bytes that clients have not read yet. */
  get unsentBytes(): number {
    return [...this.#sending].reduce((bytes, connection) => bytes + connection.bytes, 0)
  }

  /** Watches the connections of a server. */
  watch(server: Server, watch: ServerWatch): void {
    server.on('connection', (socket: Socket) => {
      const connection = new Connection(socket, watch, this.#limits.slowestLine)
      this.#all.set(socket, connection)
      this.#accepted += 1
      socket.once('close', () => {
        this.#all.delete(socket)
        this.#sending.delete(connection)
      })
      if (this.#closingAt !== undefined) this.#keepLooking()
    })
  }

  /**
   * Serves the pipelined requests of each connection one after the other: the next begins when the response before has
   * left, in a later turn of the event loop. So no client can have responses prepared that it does not read, and
   * hundreds of requests of one read do not block other connections.
   */
  inTurn(handle: RequestListener): RequestListener {
    return (request, response) => {
      const connection = this.#all.get(request.socket)
      if (!connection) return handle(request, response)
      connection.answer(request, response, () => {
        this.sending(request.socket)
        handle(request, response)
      })
    }
  }

  /** To be called after a write to a client, other than a response that was begun in turn. */
  sending(socket: Socket): void {
    const connection = this.#all.get(socket)
    if (!connection) return
    this.#sending.add(connection)
    this.#keepLooking()
  }

  /**
   * To be called with each write; a large one triggers a check in this turn of the event loop, not only at the next
   * interval.
   */
  written(length: number): void {
    if (length < MUCH || this.#isLookDue) return
    this.#isLookDue = true
    setImmediate(() => {
      this.#isLookDue = false
      this.#look()
    })
  }

  /** Sets the client address of a connection without a current request, such as a WebSocket. */
  assign(socket: Socket, address: string): void {
    const connection = this.#all.get(socket)
    if (connection) connection.address = clientNetwork(address)
  }

  /** Exempts a connection from all limits but the timeout: its peer is another service of ours. */
  trust(socket: Socket): void {
    const connection = this.#all.get(socket)
    if (connection) connection.isTrusted = true
  }

  /** Closes connections during shutdown: idle ones, and those without traffic, soon. */
  goAway(): void {
    this.#closingAt ??= performance.now()
    for (const connection of this.#all.values()) connection.beginNoMore()
    this.#keepLooking()
  }

  /**
   * Resolves when data sent before has been read, some of which may be in the backlog: each turn of the event loop
   * accepts one connection.
   */
  async allRead(): Promise<void> {
    const startedAt = performance.now()
    let accepted = -1
    for (let quiet = 0; quiet < QUIET_TURNS && performance.now() - startedAt < MAX_COMING_MS; ) {
      await nextTurn()
      quiet = accepted === this.#accepted ? quiet + 1 : 0
      accepted = this.#accepted
    }
  }

  #keepLooking(): void {
    const { timeoutMs } = this.#limits
    const everyMs = Math.max(20, Math.min(LOOK_MS, timeoutMs / 4))
    this.#timer ??= setInterval(() => this.#look(), everyMs).unref()
  }

  #look(): void {
    const now = performance.now()
    const holders: Connection[] = []
    for (const connection of this.#sending) {
      connection.look(now)
      if (connection.isTooSlow(now)) connection.rejectSlow()
      if (connection.bytes > 0) holders.push(connection)
      else if (!connection.isAnswering) this.#sending.delete(connection)
    }
    const [trusted, others] = [true, false].map(is => holders.filter(({ isTrusted }) => isTrusted === is))
    const stalledOnly = { ...this.#limits, perAddress: Infinity, inAll: Infinity }
    for (const [connection, reason] of [
      ...chooseCutOffs(trusted ?? [], stalledOnly),
      ...chooseCutOffs(others ?? [], this.#limits),
    ]) {
      connection.cutOff(reason)
    }
    if (this.#closingAt !== undefined) this.#closeLate(now, now - this.#closingAt)
    else if (this.#sending.size === 0) this.#stopLooking()
  }

  #closeLate(now: number, closingMs: number): void {
    for (const connection of this.#all.values()) {
      connection.look(now)
      if (closingMs > MAX_CLOSING_MS || (closingMs > GRACE_MS && connection.isIdle(now))) connection.cutOff('closing')
    }
    if (this.#all.size === 0) this.#stopLooking()
  }

  #stopLooking(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

/** The connection of a client. */
class Connection implements Holder {
  address: string
  isTrusted = false
  readonly #socket: Socket
  readonly #watch: ServerWatch
  readonly #slowestLine: number
  readonly #waiting: (() => void)[] = []
  #request: IncomingMessage | undefined
  #response: ServerResponse | undefined
  #isPaused = false
  #isEnding = false
  #isNextDue = false
  #taken = 0
  #underWay = 0
  #read = 0
  #begunAt = 0
  /** Bytes read when the request began. */
  #readBefore = 0
  /** When it last accepted bytes, or had none to send. */
  #tookAt = performance.now()
  #readAt = performance.now()
  #lookedAt = performance.now()

  constructor(socket: Socket, watch: ServerWatch, slowestLine: number) {
    this.#socket = socket
    this.#watch = watch
    this.#slowestLine = slowestLine
    this.address = clientNetwork(socket.remoteAddress ?? '')
  }

  get bytes(): number {
    return this.#socket.writableLength + this.#waiting.length * WAITING_BYTES
  }

  get stalledMs(): number {
    return this.#lookedAt - this.#tookAt
  }

  get underWay(): number {
    return this.#underWay
  }

  get isAnswering(): boolean {
    return this.#response !== undefined
  }

  /** Whether the connection waits only for its client; a response in preparation is worth waiting for. */
  isIdle(now: number): boolean {
    if (now - this.#readAt < IDLE_MS || (this.bytes > 0 && now - this.#tookAt < IDLE_MS)) return false
    const isBeingMade = this.#response?.headersSent === false && this.#request?.complete === true
    return !isBeingMade
  }

  answer(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    // Data of the same read is parsed to its end all the same.
    if (this.#socket.destroyed) return
    const run = () => {
      this.#request = request
      this.#response = response
      this.#begunAt = performance.now()
      this.#readBefore = this.#socket.bytesRead
      const { addressOf } = this.#watch
      if (addressOf) this.address = clientNetwork(addressOf(request))
      response.once('close', () => this.#next())
      begin()
    }
    // Requests of one read are parsed one after the other, each answered before the next is seen.
    const isPipelined = this.#response || this.#waiting.length > 0 || this.#socket.bytesRead === this.#readBefore
    if (!isPipelined) {
      run()
      return
    }
    if (this.#isEnding) return
    this.#waiting.push(run)
    if (!this.#response) this.#beginNextSoon()
    if (this.#waiting.length > MAX_PIPELINED) {
      this.cutOff('pipelining')
      return
    }
    if (this.#waiting.length < MAX_WAITING || this.#isPaused) return
    this.#isPaused = true
    this.#socket.pause()
  }

  look(now: number): void {
    this.#lookedAt = now
    const taken = takenBytes(this.#socket)
    if (taken !== this.#taken) {
      const leftMs = lineMs(this.#underWay, this.#slowestLine) - (now - this.#tookAt)
      const left = leftMs > 0 ? (leftMs / 1_000) * this.#slowestLine : 0
      this.#underWay = left + taken - this.#taken
    }
    if (taken !== this.#taken || this.bytes === 0) this.#tookAt = now
    this.#taken = taken
    if (this.#socket.bytesRead !== this.#read) this.#readAt = now
    this.#read = this.#socket.bytesRead
  }

  /** Whether a request is slower than the slowest supported connection. */
  isTooSlow(now: number): boolean {
    const { requestMs = Infinity } = this.#watch
    if (!this.#request || this.#request.complete) return false
    return now - this.#begunAt > requestMs + lineMs(this.#socket.bytesRead - this.#readBefore, this.#slowestLine)
  }

  /** Closes the connection with the response for a timed-out request. */
  rejectSlow(): void {
    answerClientError(Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), this.#socket)
  }

  /** Queued requests are dropped: the connection closes after the current response. */
  beginNoMore(): void {
    this.#isEnding = true
    this.#waiting.length = 0
  }

  cutOff(reason: CutOffReason | 'closing' | 'pipelining'): void {
    if (this.#socket.destroyed) return
    this.#waiting.length = 0
    this.#watch.onCutOff(reason, this.address)
    this.#socket.destroy()
  }

  #next(): void {
    this.#request = undefined
    this.#response = undefined
    if (this.#waiting.length > 0) this.#beginNextSoon()
  }

  #beginNextSoon(): void {
    if (this.#isNextDue) return
    this.#isNextDue = true
    setImmediate(() => {
      this.#isNextDue = false
      this.#beginNext()
    })
  }

  #beginNext(): void {
    if (this.#socket.destroyed) this.#waiting.length = 0
    this.#waiting.shift()?.()
    if (this.#waiting.length >= MAX_WAITING || !this.#isPaused) return
    this.#isPaused = false
    this.#socket.resume()
  }
}

/**
 * Bytes accepted by the system. A socket counts a write as pending until all of it was accepted, so that a slow reader
 * of one long response would seem to read nothing; its handle counts bytes, as Node's own socket timeout does.
 */
function takenBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { bytesWritten?: number; writeQueueSize?: number } | null }
  const { bytesWritten = socket.bytesWritten, writeQueueSize = socket.writableLength } = handle ?? {}
  return bytesWritten - writeQueueSize
}
