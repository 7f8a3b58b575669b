import type { WebSocket } from 'ws'

/**
 * Pings WebSockets by one timer for all, and breaks those off that did not answer by the next time: their clients are
 * gone, or have read nothing for as long.
 */
export class KeepAlive {
  readonly #sockets = new Set<WebSocket>()
  readonly #silent = new Set<WebSocket>()
  readonly #timer: NodeJS.Timeout

  constructor(everyMs: number) {
    this.#timer = setInterval(() => this.#ping(), everyMs)
    this.#timer.unref()
  }

  watch(socket: WebSocket): void {
    this.#sockets.add(socket)
    socket.on('pong', () => this.#silent.delete(socket))
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#silent.delete(socket)
    })
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #ping(): void {
    for (const socket of this.#silent) socket.terminate()
    for (const socket of this.#sockets) {
      if (socket.readyState !== socket.OPEN) continue
      this.#silent.add(socket)
      socket.ping()
    }
  }
}
