import type { WebSocket } from 'ws'

/** The reason that a WebSocket is paused: its client does not read, its message waits for room, or it is rejected. */
export type PauseReason = 'unread' | 'room' | 'leaving'

const reasonsOf = new WeakMap<WebSocket, Set<PauseReason>>()

/** Pauses a WebSocket for a reason. */
export function pauseFor(reason: PauseReason, socket: WebSocket): void {
  const reasons = reasonsOf.get(socket) ?? new Set()
  reasonsOf.set(socket, reasons.add(reason))
  socket.pause()
}

/** Resumes a WebSocket when no other reason is left. */
export function resumeFrom(reason: PauseReason, socket: WebSocket): void {
  const reasons = reasonsOf.get(socket)
  if (reasons?.delete(reason) && reasons.size === 0) socket.resume()
}
