import type { GraphQLError } from 'graphql'
import { presentedError } from '../graphql/presentedError.ts'
import type { TransportName } from '../observability/operationObserver.ts'

/** Encoding of results in a streamed HTTP response. */
export interface StreamProtocol {
  contentType: string
  /** Sent with the headers. */
  opening: string
  heartbeat: string
  /** Prefix and suffix of a result. */
  around: readonly [string, string]
  /** Encodes the error that ends the stream early. */
  failure(error: GraphQLError): string
  /** Sent after the last result or the failure. */
  end: string
  /** Sent in place of `end` when this process stops, so that clients reconnect. */
  goingAway: string
}

/** The error of a stream that this process is stopping for. */
export const goingAway = () => presentedError('GOING_AWAY', 'The gateway is closing.')

/** GraphQL over server-sent events, in distinct connections mode. */
export const serverSentEvents: StreamProtocol = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  around: ['event: next\ndata: ', '\n\n'],
  failure: error => `event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\n`,
  // Browsers drop events without data.
  end: 'event: complete\ndata:\n\n',
  // The operation is not complete: graphql-sse connects again after a response that ends without `complete`.
  goingAway: `event: next\ndata: ${JSON.stringify({ errors: [goingAway()] })}\n\n`,
}

const PART_OPENING = '\r\ncontent-type: application/json\r\n\r\n'
const PART_CLOSING = '\r\n--graphql'

/**
 * Apollo's protocol for subscriptions over multipart responses, version 1.0. The boundary after a part is sent with the
 * part, as clients parse a part at its closing boundary.
 */
export const multipart: StreamProtocol = {
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
  opening: '--graphql',
  heartbeat: part('{}'),
  around: [`${PART_OPENING}{"payload":`, `}${PART_CLOSING}`],
  failure: error => transportError(error),
  end: '--\r\n',
  goingAway: `${transportError(goingAway())}--\r\n`,
}

function transportError(error: GraphQLError): string {
  return part(JSON.stringify({ payload: null, errors: [error] }))
}

function part(json: string): string {
  return `${PART_OPENING}${json}${PART_CLOSING}`
}

/** The metric label of a protocol. */
export const transportOf = (protocol: StreamProtocol): TransportName => (protocol === multipart ? 'multipart' : 'sse')

/** Response types that an `accept` header allows. */
export interface Acceptable {
  /** The first stream protocol. */
  stream: StreamProtocol | undefined
  /** Whether a single JSON response is acceptable. */
  json: boolean
}

/** Parses an `accept` header. */
export function acceptable(header: string): Acceptable {
  const accepted = header
    .toLowerCase()
    .split(',')
    .map(mediaRange)
    .filter(range => range.quality !== 0)
  return {
    stream: accepted.map(protocolOf).find(protocol => protocol !== undefined),
    json: accepted.some(({ type }) => JSON_RANGES.has(type)),
  }
}

const JSON_RANGES = new Set(['*/*', 'application/*', 'application/json', 'application/graphql-response+json'])

interface MediaRange {
  type: string
  parameters: Record<string, string>
  quality: number
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...pairs] = text.split(';').map(piece => piece.trim())
  const parameters = Object.fromEntries(
    pairs.map(pair => {
      const [name = '', value = ''] = pair.split('=')
      return [name.trim(), value.trim().replace(/^"(.*)"$/, '$1')]
    }),
  )
  return { type, parameters, quality: Number(parameters.q ?? 1) }
}

function protocolOf({ type, parameters }: MediaRange): StreamProtocol | undefined {
  if (type === 'text/event-stream') return serverSentEvents
  if (type === 'multipart/mixed' && parameters.subscriptionspec === '1.0') return multipart
  return undefined
}
