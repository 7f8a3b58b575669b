import type { Logger } from '@atelier/platform/log/logger.ts'
import { CloseCode, type WebSocket as GraphqlPeer } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { type CpuMeter, unmetered } from '../observability/cpuMeter.ts'
import { pauseFor, resumeFrom } from './pauses.ts'

/** Bytes that may wait for a client before it is heard no more: it must read its answers to go on asking. */
const UNREAD_BYTES = 1_048_576

/**
 * A WebSocket as graphql-ws knows it. Its `send` waits for nothing: while graphql-ws waited it would still have the id of
 * an operation that is over, and then take it away from the next one that has it.
 * @param hooks.onText called with the text of each message, before graphql-ws hears of it; false keeps it from that.
 * @param hooks.meter counts the time that reading a message takes.
 * @param hooks.close called where the client did what the protocol does not allow.
 */
export function peerOf(
  socket: WebSocket,
  hooks: Pick<GraphqlPeer, 'close' | 'onPing' | 'onPong'> & {
    log: Logger
    onText?: (text: string) => boolean
    meter?: () => CpuMeter
  },
): GraphqlPeer {
  return {
    protocol: socket.protocol,
    send: async text => void send(socket, text),
    close: hooks.close,
    onMessage: heard =>
      void socket.on('message', async data => {
        if (socket.bufferedAmount > UNREAD_BYTES) pauseFor('unread', socket)
        try {
          const text = String(data)
          if (hooks.onText?.(text) === false) return
          await (hooks.meter?.() ?? unmetered).run(() => heard(text))
        } catch (error) {
          hooks.log.error({ err: error }, 'WebSocket message failed')
          socket.close(CloseCode.InternalServerError, 'Internal server error')
        }
      }),
    onPing: hooks.onPing,
    onPong: hooks.onPong,
  }
}

const sentOn = new WeakMap<WebSocket, (length: number) => void>()

/** Has a listener called with the length of whatever is sent on a WebSocket, before it is. */
export const onSend = (socket: WebSocket, listener: (length: number) => void): void => void sentOn.set(socket, listener)

/**
 * Sends a text; resolves when it has left this process, and also when the client is gone.
 * @param text in parts, of which those that are bytes are sent without a copy of them.
 */
export function send(socket: WebSocket, ...text: readonly (string | Buffer)[]): Promise<void> {
  return new Promise(resolve => {
    if (socket.readyState !== socket.OPEN) return resolve()
    const isText = text.every(part => typeof part === 'string')
    const frames = isText ? [text.join('')] : text
    sentOn.get(socket)?.(frames.reduce((length, frame) => length + frame.length, 0))
    const onSent = () => {
      if (socket.isPaused && socket.bufferedAmount <= UNREAD_BYTES) resumeFrom('unread', socket)
      resolve()
    }
    // They follow each other at once, so that no other message comes between the fragments of one.
    frames.forEach((frame, index) => {
      const fin = index === frames.length - 1
      socket.send(frame, { binary: false, fin }, fin ? onSent : undefined)
    })
  })
}
