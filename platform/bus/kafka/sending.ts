import type { TopicMessages } from 'kafkajs'
import { UndeliverableError } from '../eventBus.ts'
import type { BusMessage } from '../message.ts'

/** Overhead of a record in bytes, besides key, value and headers. */
const RECORD_OVERHEAD = 100
const HEADER_OVERHEAD = 10

/**
 * Splits messages into produce requests, usually one, keeping their order.
 * @param maxBytes the broker's limit for one partition of a request.
 * @throws UndeliverableError for a single larger message.
 */
export function toRequests(messages: readonly BusMessage[], maxBytes: number): TopicMessages[][] {
  const requests: TopicMessages[][] = []
  let request = new Map<string, TopicMessages>()
  let bytesLeft = maxBytes
  const finish = () => {
    if (request.size > 0) requests.push([...request.values()])
    request = new Map()
    bytesLeft = maxBytes
  }
  for (const message of messages) {
    const bytes = bytesOf(message)
    if (bytes > maxBytes)
      throw new UndeliverableError(`The message has ${bytes} bytes; at most ${maxBytes} can be sent.`)
    if (bytes > bytesLeft) finish()
    bytesLeft -= bytes
    addTo(request, message)
  }
  finish()
  return requests
}

function addTo(topics: Map<string, TopicMessages>, { topic, key, value, headers }: BusMessage): void {
  const entry = topics.get(topic) ?? { topic, messages: [] }
  entry.messages.push({ key, value, headers })
  topics.set(topic, entry)
}

function bytesOf({ key, value, headers }: BusMessage): number {
  const texts = [key, value, ...Object.entries(headers).flat()]
  const overhead = RECORD_OVERHEAD + HEADER_OVERHEAD * Object.keys(headers).length
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), overhead)
}

/** Broker errors for messages that no retry can deliver. */
const UNDELIVERABLE = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_TIMESTAMP',
])

/** Whether the message itself caused the failed send. */
export function isUndeliverable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && typeof cause.type === 'string' && UNDELIVERABLE.has(cause.type)) return true
  }
  return false
}
