import type { WebSocket } from 'ws'

/** Why a WebSocket is not read: it does not read its answers, its message waits for room, or it is being turned away. */
export type PauseReason = 'unread' | 'room' | 'leaving'

const reasonsOf = new WeakMap<WebSocket, Set<PauseReason>>()

/** Reads no more of a WebSocket until that reason is gone. */
export function pauseFor(reason: PauseReason, socket: WebSocket): void {
  const reasons = reasonsOf.get(socket) ?? new Set()
  reasonsOf.set(socket, reasons.add(reason))
  socket.pause()
}

/** Reads on where no other reason is left. */
export function resumeFrom(reason: PauseReason, socket: WebSocket): void {
  const reasons = reasonsOf.get(socket)
  if (reasons?.delete(reason) && reasons.size === 0) socket.resume()
}
