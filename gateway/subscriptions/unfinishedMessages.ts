import type { Duplex } from 'node:stream'
import { PIECE_BYTES } from '@atelier/platform/http/frameLimits.ts'
import type { WebSocket } from 'ws'
import type { HeldBytes } from '../protection/bytesHeld.ts'

/** Bytes of an unfinished message that are too few to be counted. */
const SHORT_BYTES = 16_384

/** RFC 6455's registry: the server can do no more for now. */
const TRY_AGAIN_LATER = 1013

/**
 * Bounds the bytes of messages of which the end has not come yet: the WebSocket library keeps them, in as many frames as
 * the client likes and for as long as it likes. A connection that finds no room for more is closed with 1013.
 * @param socket what the messages come through.
 */
export function boundUnfinishedMessages(socket: Duplex, held: HeldBytes): { watch(webSocket: WebSocket): void } {
  return {
    watch(webSocket) {
      let unfinished = 0
      let counted = 0
      const onBytes = ({ length }: Buffer) => {
        unfinished += length + PIECE_BYTES
        if (unfinished <= SHORT_BYTES) return
        const grown = unfinished - counted
        counted = unfinished
        if (held.grow(grown)) return
        socket.off('data', onBytes)
        webSocket.close(TRY_AGAIN_LATER, 'Too many bytes')
        webSocket.terminate()
      }
      const onMessage = () => {
        if (counted > 0) held.release()
        unfinished = 0
        counted = 0
      }
      // Before the library's own listener, which tells a message as soon as its last byte is here.
      socket.prependListener('data', onBytes)
      webSocket.on('message', onMessage).on('ping', onMessage).on('pong', onMessage)
      socket.once('close', held.release)
    },
  }
}
