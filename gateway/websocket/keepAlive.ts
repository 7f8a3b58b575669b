import type { Socket } from 'node:net'
import { lineMs } from '@atelier/platform/http/unsentLimits.ts'
import type { WebSocket } from 'ws'

/** Unread bytes behind which a ping may be delayed long on a slow line. */
const DELAYING_BYTES = 65_536

/** Pings without a pong that such a client may have, on any line, and at most. */
const MIN_UNANSWERED = 5
const MAX_UNANSWERED = 15

interface Watched {
  /** The TCP connection. */
  connection: Socket
  /** Pings since the last pong. */
  unanswered: number
  /** Bytes written at the last pong. */
  writtenBytes: number
  /** Bytes read at the last ping. */
  readBytes: number
}

/**
 * Pings all WebSockets by one timer, and terminates those without a pong by the next ping: their clients are gone, or
 * have read nothing since. A client that is sending cannot answer before its message ends, and one with many unread
 * bytes has not received the ping yet.
 */
export class KeepAlive {
  readonly #sockets = new Map<WebSocket, Watched>()
  readonly #timer: NodeJS.Timeout
  readonly #everyMs: number
  readonly #slowestLine: number

  /** @param slowestLine bytes a second of the slowest supported line. */
  constructor(everyMs: number, slowestLine: number) {
    this.#everyMs = everyMs
    this.#slowestLine = slowestLine
    this.#timer = setInterval(() => this.#ping(), everyMs)
    this.#timer.unref()
  }

  watch(socket: WebSocket, connection: Socket): void {
    const watched: Watched = { connection, unanswered: 0, writtenBytes: 0, readBytes: 0 }
    this.#sockets.set(socket, watched)
    socket.on('pong', () => {
      watched.unanswered = 0
      watched.writtenBytes = connection.bytesWritten
    })
    socket.once('close', () => this.#sockets.delete(socket))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #ping(): void {
    for (const [socket, watched] of this.#sockets) {
      if (this.#isGone(watched)) socket.terminate()
      else if (socket.readyState === socket.OPEN) {
        watched.readBytes = watched.connection.bytesRead
        watched.unanswered += 1
        socket.ping()
      }
    }
  }
  #isGone({ connection, unanswered, writtenBytes, readBytes }: Watched): boolean {
    if (unanswered === 0 || connection.bytesRead > readBytes) return false
    const bytes = connection.bytesWritten - writtenBytes
    const pings = Math.floor(lineMs(bytes, this.#slowestLine) / this.#everyMs)
    return unanswered > Math.max(bytes > DELAYING_BYTES ? MIN_UNANSWERED : 0, Math.min(MAX_UNANSWERED, pings))
  }
}
