import type { Socket } from 'node:net'
import { lineMs } from '@atelier/platform/http/unsentLimits.ts'
import type { WebSocket } from 'ws'

/** Bytes on their way to a client behind which a ping waits long on a slow line. */
const MUCH_BYTES = 65_536

/** How often such a client may let a ping go unanswered, whatever line it has, and at most. */
const MUCH_PATIENCE = 5
const MAX_PATIENCE = 15

interface Watched {
  /** What it goes over. */
  connection: Socket
  /** Pings since the last answer. */
  unanswered: number
  /** As the connection counted them at the last answer. */
  writtenBytes: number
  /** The same at the last ping. */
  readBytes: number
}

/**
 * Pings WebSockets by one timer for all, and breaks those off that did not answer by the next time: their clients are
 * gone, or have read nothing for as long. Who is sending cannot answer before that is over, and who is being sent much
 * cannot have heard the ping yet.
 */
export class KeepAlive {
  readonly #sockets = new Map<WebSocket, Watched>()
  readonly #timer: NodeJS.Timeout
  readonly #everyMs: number
  readonly #slowestLine: number

  /** @param slowestLine bytes a second of the slowest line that clients are served over. */
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
    return unanswered > Math.max(bytes > MUCH_BYTES ? MUCH_PATIENCE : 0, Math.min(MAX_PATIENCE, pings))
  }
}
