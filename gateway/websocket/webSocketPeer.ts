import type { Logger } from '@atelier/platform/log/logger.ts'
import { CloseCode, type WebSocket as GraphqlPeer } from 'graphql-ws'
import type { WebSocket } from 'ws'
import { parseExactly } from '../graphql/parseJson.ts'
import { type CpuMeter, unmetered } from '../observability/cpuMeter.ts'
import { pauseFor, resumeFrom } from './pauses.ts'

/** Unread bytes of a client beyond which its messages are not read: backpressure until it reads its results. */
const UNREAD_BYTES = 1_048_576

/**
 * A WebSocket for graphql-ws. Its `send` resolves at once: while graphql-ws awaited it, it would still have the id of
 * an ended operation, and then free the id of the next one.
 * @param hooks.onText called with the text of each message before graphql-ws; false drops the message.
 * @param hooks.meter meters the handling of a message.
 * @param hooks.close called when the client violates the protocol.
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
    onMessage: onMessage =>
      void socket.on('message', async data => {
        if (socket.bufferedAmount > UNREAD_BYTES) pauseFor('unread', socket)
        try {
          const text = String(data)
          if (hooks.onText?.(text) === false) return
          // graphql-ws takes parsed messages, too.
          await (hooks.meter?.() ?? unmetered).run(() => onMessage(withExactNumbers(text) as string))
        } catch (error) {
          hooks.log.error({ err: error }, 'WebSocket message failed')
          socket.close(CloseCode.InternalServerError, 'Internal server error')
        }
      }),
    onPing: hooks.onPing,
    onPong: hooks.onPong,
  }
}

/** A parsed message when it has numbers that `JSON.parse` would change, else its text. */
function withExactNumbers(text: string): unknown {
  try {
    return parseExactly(text) ?? text
  } catch {
    return text
  }
}

const sentOn = new WeakMap<WebSocket, (length: number) => void>()

/** Registers a listener for the length of each message, before it is sent. */
export const onSend = (socket: WebSocket, listener: (length: number) => void): void => void sentOn.set(socket, listener)

/**
 * Sends a text message; resolves when it has left this process, or the client is gone.
 * @param text in parts; bytes are sent without a copy.
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
    // Fragments of a message must follow each other without another message in between.
    frames.forEach((frame, index) => {
      const fin = index === frames.length - 1
      socket.send(frame, { binary: false, fin }, fin ? onSent : undefined)
    })
  })
}
