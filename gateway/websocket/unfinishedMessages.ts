import type { Duplex } from 'node:stream'
import { PIECE_BYTES } from '@atelier/platform/http/frameLimits.ts'
import type { WebSocket } from 'ws'
import type { HeldBytes } from '../protection/bytesHeld.ts'
import { pauseFor, resumeFrom } from './pauses.ts'

/** Maximum bytes of an unfinished message that are not counted. */
const SHORT_BYTES = 16_384

/** Maximum bytes of a message of a signed-in user for the reserved share. */
export const KEPT_MESSAGE = 65_536

export interface UnfinishedMessagesOptions {
  held: HeldBytes
  /** Milliseconds that a message waits for room. */
  waitMs: number
  /** Whether the caller is authenticated. */
  isKnown(): boolean
  /** Rejects the connection after a timeout for room. */
  onNoRoom(): void
}

/**
 * Limits the bytes of unfinished messages, which the WebSocket library keeps, in any number of frames and for any time.
 * A connection without room is paused until there is some.
 * @param socket the TCP socket.
 */
export function boundUnfinishedMessages(
  socket: Duplex,
  webSocket: WebSocket,
  { held, waitMs, isKnown, onNoRoom }: UnfinishedMessagesOptions,
): void {
  let unfinished = 0
  let counted = 0
  let isWaiting = false

  const waitForRoom = async (bytes: number) => {
    isWaiting = true
    pauseFor('room', webSocket)
    const hasRoom = await held.growInTime(bytes, waitMs)
    isWaiting = false
    if (hasRoom) {
      resumeFrom('room', webSocket)
      return
    }
    socket.off('data', onBytes)
    onNoRoom()
  }
  const onBytes = ({ length }: Buffer) => {
    unfinished += length + PIECE_BYTES
    if (unfinished <= SHORT_BYTES || isWaiting) return
    const grown = unfinished - counted
    counted = unfinished
    if (!held.grow(grown, isKnown() && unfinished <= KEPT_MESSAGE)) void waitForRoom(grown)
  }
  const onControl = () => {
    if (!isAmidMessage(webSocket)) onMessage()
  }
  const onMessage = () => {
    if (counted > 0) held.release()
    unfinished = 0
    counted = 0
  }
  // Before the library's own listener, which emits a message at its last byte.
  socket.prependListener('data', onBytes)
  webSocket.on('message', onMessage).on('ping', onControl).on('pong', onControl)
  socket.once('close', held.release)
}

/** Whether a fragmented message is incomplete: pings may come between its frames. Only the library's receiver knows. */
function isAmidMessage(webSocket: WebSocket): boolean {
  const { _receiver: reader } = webSocket as WebSocket & { _receiver?: { _fragmented?: number } | null }
  return Boolean(reader?._fragmented)
}
