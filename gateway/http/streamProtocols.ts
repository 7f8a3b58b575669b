import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import type { TransportName } from '../observability/operationObserver.ts'

/** How results are written into one HTTP response that goes on and on. */
export interface StreamProtocol {
  contentType: string
  /** What goes out at once. */
  opening: string
  heartbeat: string
  /** What a result stands between. */
  around: readonly [string, string]
  /** Says why the stream ends before its time. */
  failure(error: GraphQLError): string
  /** After the last result or the failure. */
  end: string
  /** In the place of the end when this process stops: the operation is not over, clients connect again. */
  goingAway: string
}

/** GraphQL over server-sent events, in the mode of one connection for each operation. */
export const serverSentEvents: StreamProtocol = {
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  around: ['event: next\ndata: ', '\n\n'],
  failure: error => `event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\n`,
  // Browsers drop events without data.
  end: 'event: complete\ndata:\n\n',
  // Readers take a response that ends without `complete` for a lost one, and connect again.
  goingAway: '',
}

const PART_OPENING = '\r\ncontent-type: application/json\r\n\r\n'
const PART_CLOSING = '\r\n--graphql'

/**
 * Apollo's protocol for subscriptions over multipart responses, version 1.0. The boundary after a part goes out with the
 * part, as clients look at a part when they have seen where it ends.
 */
export const multipart: StreamProtocol = {
  contentType: 'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0"',
  opening: '--graphql',
  heartbeat: part('{}'),
  around: [`${PART_OPENING}{"payload":`, `}${PART_CLOSING}`],
  failure: error => transportError(error),
  end: '--\r\n',
  goingAway: `${transportError({ message: 'The gateway is closing.', extensions: { code: 'GOING_AWAY' } })}--\r\n`,
}

function transportError(error: GraphQLError | GraphQLFormattedError): string {
  return part(JSON.stringify({ payload: null, errors: [error] }))
}

function part(json: string): string {
  return `${PART_OPENING}${json}${PART_CLOSING}`
}

/** By which name operations that it brings are counted. */
export const transportOf = (protocol: StreamProtocol): TransportName => (protocol === multipart ? 'multipart' : 'sse')

/** What an `accept` header leaves to choose from. */
export interface Acceptable {
  /** The first protocol that it names. */
  stream: StreamProtocol | undefined
  /** Whether one JSON document will do, where one is all there is. */
  json: boolean
}

/** Reads an `accept` header. */
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
