import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { LRUCache } from 'lru-cache'
import { TokenBucket } from '../concurrency/tokenBucket.ts'
import { clientNetwork } from './clientNetwork.ts'

/** Tiny chunks that a network may send, over all its connections: at some microseconds each, a percent of a core. */
const CRUMBS = { perSecond: 4_096, max: 32_768 }
/** Networks remembered; the least recent are evicted. */
const MAX_NETWORKS = 10_000

/** Milliseconds for all others, per millisecond spent on reading one of these connections. */
const OTHERS_SHARE = 2

const networkOf = ({ remoteAddress = '' }: Socket): string => clientNetwork(remoteAddress)

/** How long the connections of a network above the limit are throttled, in milliseconds. */
const PACED_MS = 10_000

/** A network whose connections are read one after the other. */
interface Paced {
  /** Connections that wait to be read. */
  waiting: Set<Socket>
  untilMs: number
}

/**
 * Limits tiny body chunks by client network. Above the limit, the connections of a network are read one after the
 * other, with time for all others in between: data of one read may take tens of milliseconds to parse, and a thousand
 * connections would each be read as soon as they are accepted.
 */
export class Crumbs {
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MAX_NETWORKS })
  readonly #open = new Map<string, Set<Socket>>()
  readonly #paced = new Map<string, Paced>()
  readonly #isTrusted: (address: string) => boolean
  #isReading = false

  /**
   * @param isTrusted whether an address is a trusted proxy, which carries requests of many clients and is not counted.
   */
  constructor(isTrusted: (address: string) => boolean) {
    this.#isTrusted = isTrusted
  }

  /** Watches the connections of a server. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      if (this.#isTrusted(socket.remoteAddress ?? '')) return
      const network = networkOf(socket)
      const open = this.#open.get(network) ?? new Set()
      this.#open.set(network, open.add(socket))
      socket.once('close', () => this.#forget(network, socket))
      const paced = this.#pacedNow(network)
      // Node begins to read in the next tick, paused or not.
      if (paced) process.nextTick(() => this.#wait(socket, paced))
    })
    // A WebSocket is read as its messages are handled.
    server.on('upgrade', ({ socket }) => this.#forget(networkOf(socket), socket))
  }

  /** @returns whether one more tiny chunk is allowed on a connection now. */
  take(socket: Socket): boolean {
    if (this.#isTrusted(socket.remoteAddress ?? '')) return true
    const network = networkOf(socket)
    let bucket = this.#buckets.get(network)
    if (!bucket) {
      bucket = new TokenBucket(CRUMBS)
      this.#buckets.set(network, bucket)
    }
    if (bucket.take()) return true
    this.#pace(network)
    return false
  }

  #forget(network: string, socket: Socket): void {
    const open = this.#open.get(network)
    open?.delete(socket)
    if (open?.size === 0) this.#open.delete(network)
    this.#paced.get(network)?.waiting.delete(socket)
  }

  #pacedNow(network: string): Paced | undefined {
    const paced = this.#paced.get(network)
    if (!paced || paced.waiting.size > 0 || performance.now() < paced.untilMs) return paced
    this.#paced.delete(network)
    return undefined
  }

  #pace(network: string): void {
    const untilMs = performance.now() + PACED_MS
    const known = this.#pacedNow(network)
    if (known) {
      known.untilMs = untilMs
      return
    }
    for (const other of this.#paced.keys()) this.#pacedNow(other)
    const paced = { waiting: new Set<Socket>(), untilMs }
    this.#paced.set(network, paced)
    const open = [...(this.#open.get(network) ?? [])]
    // Connections with earlier requests first.
    for (const socket of open.sort((one, other) => other.bytesWritten - one.bytesWritten)) this.#wait(socket, paced)
  }

  /** A connection paused for another reason is resumed by its owner. */
  #wait(socket: Socket, { waiting }: Paced): void {
    if (socket.destroyed || socket.isPaused()) return
    socket.pause()
    waiting.add(socket)
    if (this.#isReading) return
    this.#isReading = true
    setImmediate(() => this.#readNext())
  }

  /** Reads one connection at a time, networks round-robin. */
  #readNext(): void {
    const next = this.#paced.entries().find(([, { waiting }]) => waiting.size > 0)
    this.#isReading = next !== undefined
    if (!next) return
    const [network, paced] = next
    const [socket] = paced.waiting
    // Round robin: behind the others.
    this.#paced.delete(network)
    this.#paced.set(network, paced)
    if (socket) paced.waiting.delete(socket)
    socket?.resume()
    const readAt = performance.now()
    setImmediate(() => setTimeout(() => this.#readNext(), OTHERS_SHARE * (performance.now() - readAt)))
  }
}
