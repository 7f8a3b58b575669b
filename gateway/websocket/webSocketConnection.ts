import type { TokenVerifier } from '@atelier/platform/auth/tokens.ts'
import type { ConcurrencyLimit } from '@atelier/platform/concurrency/concurrencyLimit.ts'
import type { ErrorCode } from '@atelier/platform/errors/errorCodes.ts'
import { badToken, hasCode } from '@atelier/platform/errors/graphqlErrors.ts'
import type { Logger } from '@atelier/platform/log/logger.ts'
import type { Clock } from '@atelier/platform/time/clock.ts'
import { CloseCode, MessageType } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { Engine } from '../pipeline/engine.ts'
import { callerKey } from '../protection/callerKey.ts'
import { identify } from '../protection/identify.ts'
import type { RateLimit } from '../protection/rateLimit.ts'
import { CallerSession, isSamePerson } from '../subscriptions/callerSession.ts'
import { watchSession } from '../subscriptions/sessionWatch.ts'
import type { SupergraphVersions } from '../supergraph/supergraphVersions.ts'
import type { Connection } from './connection.ts'
import { givenAuthorization, hasAuthorization } from './givenAuthorization.ts'
import { overLimit, reject, TRY_AGAIN_LATER } from './rejections.ts'
import { type RefusedTokens, TokenlessConnection } from './tokenlessConnection.ts'
import { send } from './webSocketPeer.ts'

export interface ConnectionOptions {
  versions: SupergraphVersions<Engine>
  verifier: TokenVerifier | undefined
  clock: Clock
  log: Logger
  /** Counts connections with invalid tokens. */
  refusedTokens: RefusedTokens
  /** Limits the connections of each caller. */
  concurrency: ConcurrencyLimit
  /** Rate limit of operations, which token renewals count as. */
  rateLimit: Pick<RateLimit, 'admit'>
  /** Maximum milliseconds that a connection stays open after its token expired. */
  sessionCheckMs: number
  /** Milliseconds before a token's expiry at which the client is notified; 0 for never. */
  tokenWarningMs: number
}

/** Maximum characters of a `connection_init`. */
const MAX_INIT_TEXT = 16_384

/**
 * Authenticates a connection. One with an invalid token may run operations that need none, see `TokenlessConnection`.
 * @param params emptied, as graphql-ws keeps them as long as the connection.
 * @returns whether to acknowledge the connection; if not it is closed already, with 4403, 1013 or 4400.
 */
export async function openConnection(
  connection: Connection,
  params: Record<string, unknown> | undefined,
  options: ConnectionOptions,
): Promise<boolean> {
  const { address, traceparent, clientHeaders } = connection
  if (connection.messageLength > MAX_INIT_TEXT) {
    reject(connection, { status: CloseCode.BadRequest, reason: 'Initialisation too long' }, options)
    return false
  }
  const anonymous = { address, traceparent, clientHeaders }
  const payload = JSON.stringify(params)
  try {
    const authorization = givenAuthorization(params)
    forget(params)
    const session = new CallerSession(await identify({ ...anonymous, authorization }, options.verifier))
    return begin(connection, session, options)
  } catch (error) {
    if (hasCode(error, 'UNAUTHENTICATED')) {
      const { message, extensions } = error
      const close = () =>
        reject(connection, { status: CloseCode.Forbidden, reason: closeReason(extensions.reason, message) }, options)
      if (!options.verifier || !options.refusedTokens.acknowledge(payload)) {
        close()
        return false
      }
      return beginTokenless(connection, new CallerSession(await identify(anonymous, undefined)), close, options)
    }
    options.log.error({ err: error }, 'WebSocket authentication failed')
    reject(connection, { status: TRY_AGAIN_LATER, reason: 'Try again later', code: 'SUBGRAPH_UNAVAILABLE' }, options)
    return false
  }
}

/** Counts a connection for its caller, and lets it begin. */
function begin(connection: Connection, session: CallerSession, options: ConnectionOptions): boolean {
  const { socket } = connection
  if (socket.readyState !== socket.OPEN) return false
  const { caller } = session
  const release = options.concurrency.acquire(callerKey(caller))
  if (!release) {
    reject(connection, { ...overLimit('Too many connections'), caller }, options)
    return false
  }
  const unwatch = watch(socket, session, options)
  connection.session = session
  connection.release()
  connection.release = () => {
    unwatch()
    release()
  }
  return true
}

function beginTokenless(
  connection: Connection,
  session: CallerSession,
  close: () => void,
  options: ConnectionOptions,
): boolean {
  if (!begin(connection, session, options)) return false
  const tokenless = new TokenlessConnection(connection.operations, close)
  connection.tokenless = tokenless
  connection.socket.once('close', () => tokenless.stop())
  return true
}

function forget(params: Record<string, unknown> = {}): void {
  for (const name of Object.keys(params)) delete params[name]
}

/** Notifies the client of the token's expiry in a `ping`, and closes the connection after it. */
function watch(socket: WebSocket, session: CallerSession, options: ConnectionOptions): () => void {
  const { verifier, clock, log, sessionCheckMs, tokenWarningMs } = options
  const { verified } = session.caller
  if (!verified || !verifier) return () => {}
  return watchSession(() => session.caller.verified ?? verified, {
    verifier,
    clock,
    log,
    everyMs: sessionCheckMs,
    warningMs: tokenWarningMs,
    onExpiring: expiresAt => sendControl(socket, MessageType.Ping, { code: 'TOKEN_EXPIRES', expiresAt }),
    onEnd: (reason, message) => socket.close(CloseCode.Forbidden, closeReason(reason, message)),
  })
}

/**
 * Answers a client's `ping`, and renews the token with the one that a `ping` or `pong` may carry as `{"authorization":
 * "Bearer …"}`, as in `connection_init`: the connection and its subscriptions continue with it. A token that is invalid, or of another user,
 * closes the connection with 4403, as there. Tokens beyond the rate limit are not verified: the `pong`
 * says when to retry.
 */
export async function onControlMessage(
  connection: Connection,
  type: MessageType.Ping | MessageType.Pong,
  payload: Readonly<Record<string, unknown>> | undefined,
  options: ConnectionOptions,
): Promise<void> {
  const { socket, session, address, clientHeaders } = connection
  if (!session || !options.verifier || !hasAuthorization(payload)) {
    if (type === MessageType.Ping) await sendControl(socket, MessageType.Pong, payload)
    return
  }
  try {
    const tooMany = await options.rateLimit.admit(session.caller)
    if (tooMany) {
      const { retryAfter } = tooMany.extensions
      await sendControl(socket, MessageType.Pong, {
        code: 'TOKEN_NOT_RENEWED',
        reason: 'RATE_LIMITED' satisfies ErrorCode,
        retryAfter,
      })
      return
    }
    const authorization = givenAuthorization(payload)
    const caller = await identify({ authorization, address, clientHeaders }, options.verifier)
    if (!isSamePerson(session.caller, caller)) {
      throw badToken('TOKEN_INVALID', 'The access token is of another user, or of other rights.')
    }
    if (authorization !== session.caller.authorization) session.renew(caller)
    await sendControl(socket, MessageType.Pong, { code: 'TOKEN_RENEWED', expiresAt: caller.verified?.expiresAt })
  } catch (error) {
    if (hasCode(error, 'UNAUTHENTICATED')) {
      const { message, extensions } = error
      reject(connection, { status: CloseCode.Forbidden, reason: closeReason(extensions.reason, message) }, options)
      return
    }
    options.log.error({ err: error }, 'token renewal failed')
    await sendControl(socket, MessageType.Pong, { code: 'TOKEN_NOT_RENEWED' })
  }
}

/** Why a token is not taken, for programs and for people; at most 123 bytes, by RFC 6455. */
const closeReason = (reason: unknown, message: string): string => `${reason}: ${message}`

const sendControl = (socket: WebSocket, type: MessageType.Ping | MessageType.Pong, payload: object | undefined) =>
  send(socket, JSON.stringify({ type, payload }))
