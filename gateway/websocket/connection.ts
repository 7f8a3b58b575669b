import type { WebSocket } from 'ws'
import type { CallerSession } from '../subscriptions/callerSession.ts'
import type { ConnectionOperations } from './connectionOperations.ts'
import type { ConnectionTurns } from './connectionTurns.ts'

/** A client's WebSocket. */
export interface Connection {
  socket: WebSocket
  address: string
  /** The `traceparent` that the handshake brought. */
  traceparent: string | undefined
  operations: ConnectionOperations
  /** The order in which results are sent. */
  turns: ConnectionTurns
  /** Who is calling; absent until the connection is acknowledged. */
  session?: CallerSession
  /** Characters of the message that is being handled. */
  messageLength: number
  /** Whether it is closed for what the client did, which was counted. */
  isRejected: boolean
  /** Lets go of what the connection holds. */
  release: () => void
}
