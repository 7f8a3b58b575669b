import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { answerClientError } from './clientError.ts'
import { clientNetwork } from './clientNetwork.ts'
import { type CutOffReason, chooseCutOffs, type Holder, lineMs, type UnsentLimits } from './unsentLimits.ts'

/** What a server tells of its connections. */
export interface ServerWatch {
  /** Who a request comes from; whoever speaks to this host when absent. */
  addressOf?: ((request: IncomingMessage) => string) | undefined
  /** Milliseconds that a request may take from its head on, besides those that its bytes take on the slowest line. */
  requestMs?: number
  onCutOff: (reason: CutOffReason | 'closing' | 'pipelining', address: string) => void
}

/** Requests that may wait for their turn on one connection before no more of them are read. */
const MAX_WAITING = 16
/** Requests that wait on a connection that is cut off: no client sends so many before it has an answer. */
const MAX_PIPELINED = 64
/** What a request that waits takes in memory, about. */
const WAITING_BYTES = 4_096
/** From how many bytes on what is written may fill the memory before the next look. */
const MUCH = 65_536
/** How often connections are looked at that have something to send, in milliseconds. */
const LOOK_MS = 250
/** How long who neither sends nor takes anything is left alone when the process ends, in milliseconds. */
const GRACE_MS = 2_000
/** How long anybody is. */
const MAX_CLOSING_MS = 5_000
/** Turns of the event loop in which the system had nothing more: what was accepted in one is read in the next. */
const QUIET_TURNS = 4
/** How long what comes is waited for, in milliseconds: it may never end. */
const MAX_COMING_MS = 1_000
/** Without a byte for so long a client counts as one that neither sends nor takes anything. */
const IDLE_MS = 1_000

/**
 * The connections of clients to the servers of this process. It bounds what waits for those that do not read, and ends
 * them in time when the process closes.
 */
export class Connections {
  readonly #limits: UnsentLimits
  readonly #all = new Map<Socket, Connection>()
  /** Those that may have something to send. */
  readonly #sending = new Set<Connection>()
  #timer: NodeJS.Timeout | undefined
  #isLookDue = false
  #closingAt: number | undefined
  #accepted = 0

  constructor(limits: UnsentLimits) {
    this.#limits = limits
  }

  /** Bytes a second of the slowest line that clients are served over; 0 for none. */
  get slowestLine(): number {
    return this.#limits.slowestLine
  }

  /** Connections that are open now. */
  get size(): number {
    return this.#all.size
  }

  /** Bytes that clients have not taken yet. */
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
   * Lets a server answer the requests of each connection one after the other: the next one is begun when the answer
   * before has left, in a later turn of the event loop. Nobody can have answers made in advance that are read by nobody,
   * and the hundreds of requests that one read brings do not keep other connections from being read.
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

  /** To be called when something was written for a client, other than an answer that was begun in turn. */
  sending(socket: Socket): void {
    const connection = this.#all.get(socket)
    if (!connection) return
    this.#sending.add(connection)
    this.#keepLooking()
  }

  /**
   * To be called with what is being written; where that is much, what waits is looked at once the event loop comes to it
   * and not only now and then.
   */
  written(length: number): void {
    if (length < MUCH || this.#isLookDue) return
    this.#isLookDue = true
    setImmediate(() => {
      this.#isLookDue = false
      this.#look()
    })
  }

  /** Says whose a connection is, where no request says so any more. */
  assign(socket: Socket, address: string): void {
    const connection = this.#all.get(socket)
    if (connection) connection.address = clientNetwork(address)
  }

  /** Exempts a connection from all but the time-out: whoever is there is one of our services. */
  trust(socket: Socket): void {
    const connection = this.#all.get(socket)
    if (connection) connection.isTrusted = true
  }

  /** Ends connections as the process closes: idle ones, and those whose clients neither send nor take anything, soon. */
  goAway(): void {
    this.#closingAt ??= performance.now()
    for (const connection of this.#all.values()) connection.beginNoMore()
    this.#keepLooking()
  }

  /**
   * Resolves when what clients had sent before was read, which may have waited in the system: in each turn of the event
   * loop one connection is accepted.
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
      if (connection.isTooSlow(now)) connection.refuseSlow()
      if (connection.bytes > 0) holders.push(connection)
      else if (!connection.isAnswering) this.#sending.delete(connection)
    }
    const [trusted, others] = [true, false].map(is => holders.filter(({ isTrusted }) => isTrusted === is))
    const patienceAlone = { ...this.#limits, perAddress: Infinity, inAll: Infinity }
    for (const [connection, reason] of [
      ...chooseCutOffs(trusted ?? [], patienceAlone),
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

/** One connection of a client. */
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
  /** Bytes that had been read when the request began. */
  #readBefore = 0
  /** When it last took something, or had nothing to take. */
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

  /** Whether nobody waits for anything but the client. An answer that is being made is worth waiting for. */
  isIdle(now: number): boolean {
    if (now - this.#readAt < IDLE_MS || (this.bytes > 0 && now - this.#tookAt < IDLE_MS)) return false
    const isBeingMade = this.#response?.headersSent === false && this.#request?.complete === true
    return !isBeingMade
  }

  answer(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
    // What was read together with it is parsed to its end all the same.
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
    // Requests that one read brought are parsed one after the other, each answered before the next is seen.
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
      const left = this.#underWay - ((now - this.#tookAt) / 1_000) * this.#slowestLine
      this.#underWay = Math.max(0, left) + taken - this.#taken
    }
    if (taken !== this.#taken || this.bytes === 0) this.#tookAt = now
    this.#taken = taken
    if (this.#socket.bytesRead !== this.#read) this.#readAt = now
    this.#read = this.#socket.bytesRead
  }

  /** Whether a request comes more slowly than the slowest line would bring it. */
  isTooSlow(now: number): boolean {
    const { requestMs = 0 } = this.#watch
    if (requestMs === 0 || !this.#request || this.#request.complete) return false
    return now - this.#begunAt > requestMs + lineMs(this.#socket.bytesRead - this.#readBefore, this.#slowestLine)
  }

  /** Ends the connection with the answer that such a request has. */
  refuseSlow(): void {
    answerClientError(Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), this.#socket)
  }

  /** What waits behind the answer under way is not begun any more: the connection ends with that. */
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
 * Bytes that the system has taken of what was written. A socket itself counts a write as one until all of it was taken, so
 * that a client that slowly reads one long answer would seem to take nothing; its handle knows better, and Node's own
 * time-out of sockets goes by it, too.
 */
function takenBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { _handle?: { bytesWritten?: number; writeQueueSize?: number } | null }
  const { bytesWritten = socket.bytesWritten, writeQueueSize = socket.writableLength } = handle ?? {}
  return bytesWritten - writeQueueSize
}
