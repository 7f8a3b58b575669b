import type { WebSocket } from 'ws'
import type { PickedHeaders } from '../protection/clientHeaders.ts'
import type { CallerSession } from '../subscriptions/callerSession.ts'
import type { ConnectionOperations } from './connectionOperations.ts'
import type { ConnectionTurns } from './connectionTurns.ts'
import type { TokenlessConnection } from './tokenlessConnection.ts'

/** A client's WebSocket. */
export interface Connection {
  socket: WebSocket
  address: string
  /** The `traceparent` of the handshake. */
  traceparent: string | undefined
  /** Headers of the handshake that subgraphs get. */
  clientHeaders: PickedHeaders | undefined
  operations: ConnectionOperations
  /** Orders the sending of results. */
  turns: ConnectionTurns
  /** The caller's session; absent until the connection is acknowledged. */
  session?: CallerSession
  /** Set when its token is invalid: only operations that need none are run. */
  tokenless?: TokenlessConnection
  /** Characters of the current message. */
  messageLength: number
  /** Whether it was rejected, which is counted once. */
  isRejected: boolean
  /** Releases the connection's limits and timers. */
  release: () => void
}
