import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { LRUCache } from 'lru-cache'
import { TokenBucket } from '../concurrency/tokenBucket.ts'
import { clientNetwork } from './clientNetwork.ts'

/** Crumbs that a network may send, over all of its connections: at some microseconds each, a percent of a core. */
const CRUMBS = { perSecond: 4_096, most: 32_768 }
/** Networks that are remembered; those heard from longest ago go first. */
const MAX_NETWORKS = 10_000

const networkOf = ({ remoteAddress = '' }: Socket): string => clientNetwork(remoteAddress)

/**
 * Bounds the very small pieces of bodies, by the network that they come from. From one that sent too many, connections are
 * read one after the other, one in each turn of the event loop: what is read at once of one may take tens of milliseconds
 * to parse, and the loop would read a thousand of them before it looks at anything else.
 */
export class Crumbs {
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: MAX_NETWORKS })
  readonly #open = new Map<string, Set<Socket>>()
  /** Connections that wait to be read, by network. */
  readonly #waiting = new Map<string, Set<Socket>>()

  /** Watches the connections of a server. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      const network = networkOf(socket)
      const open = this.#open.get(network) ?? new Set()
      this.#open.set(network, open.add(socket))
      const waiting = this.#waiting.get(network)
      if (waiting) wait(socket, waiting)
      socket.once('close', () => this.#forget(network, socket))
    })
    // A WebSocket is read as its messages are taken.
    server.on('upgrade', ({ socket }) => this.#forget(networkOf(socket), socket))
  }

  /** @returns whether one more may come over a connection now. */
  take(socket: Socket): boolean {
    const network = networkOf(socket)
    let bucket = this.#buckets.get(network)
    if (!bucket) {
      bucket = new TokenBucket(CRUMBS)
      this.#buckets.set(network, bucket)
    }
    if (bucket.take()) return true
    if (!this.#waiting.has(network)) this.#pace(network)
    return false
  }

  #forget(network: string, socket: Socket): void {
    const open = this.#open.get(network)
    open?.delete(socket)
    if (open?.size === 0) this.#open.delete(network)
    this.#waiting.get(network)?.delete(socket)
  }

  #pace(network: string): void {
    const waiting = new Set<Socket>()
    this.#waiting.set(network, waiting)
    const open = [...(this.#open.get(network) ?? [])]
    // Those that were answered before go first.
    for (const socket of open.sort((one, other) => other.bytesWritten - one.bytesWritten)) wait(socket, waiting)
    const nextTurn = () => {
      const [next] = waiting
      if (!next) {
        this.#waiting.delete(network)
        return
      }
      waiting.delete(next)
      next.resume()
      setImmediate(nextTurn)
    }
    setImmediate(nextTurn)
  }
}

/** One that is not read now, for whatever reason, is left to those who know why. */
function wait(socket: Socket, waiting: Set<Socket>): void {
  if (socket.destroyed || socket.isPaused()) return
  socket.pause()
  waiting.add(socket)
}
