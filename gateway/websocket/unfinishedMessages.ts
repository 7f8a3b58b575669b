import type { Duplex } from 'node:stream'
import { PIECE_BYTES } from '@atelier/platform/http/frameLimits.ts'
import type { WebSocket } from 'ws'
import type { HeldBytes } from '../protection/bytesHeld.ts'
import { pauseFor, resumeFrom } from './pauses.ts'

/** Bytes of an unfinished message that are too few to be counted. */
const SHORT_BYTES = 16_384

/** Bytes of a message of somebody known that finds room though others have taken theirs. */
export const KEPT_MESSAGE = 65_536

export interface UnfinishedMessagesOptions {
  held: HeldBytes
  /** How long a message waits for room, in milliseconds. */
  waitMs: number
  /** Whether it is known whose the connection is. */
  isKnown(): boolean
  /** Turns the connection away, whose message found no room in time. */
  onNoRoom(): void
}

/**
 * Bounds the bytes of messages of which the end has not come yet: the WebSocket library keeps them, in as many frames as
 * the client likes and for as long as it likes. A connection that finds no room for more is not read until there is some.
 * @param socket what the messages come through.
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
  // Before the library's own listener, which tells a message as soon as its last byte is here.
  socket.prependListener('data', onBytes)
  webSocket.on('message', onMessage).on('ping', onControl).on('pong', onControl)
  socket.once('close', held.release)
}

/** Whether frames of a message are here that goes on: pings may stand between them. Only the library's reader knows. */
function isAmidMessage(webSocket: WebSocket): boolean {
  const { _receiver: reader } = webSocket as WebSocket & { _receiver?: { _fragmented?: number } | null }
  return Boolean(reader?._fragmented)
}
