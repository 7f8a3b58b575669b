import type { TopicMessages } from 'kafkajs'
import { UndeliverableError } from '../eventBus.ts'
import type { BusMessage } from '../message.ts'

/** Bytes that a record may take beside its key, value and headers. */
const RECORD_OVERHEAD = 100
const HEADER_OVERHEAD = 10

/**
 * Sorts messages into requests that a broker takes, mostly one, keeping their order.
 * @param maxBytes the most that a broker takes for one partition at once.
 * @throws UndeliverableError for a message that alone is more.
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

/** What brokers answer to something that they will never take. */
const REFUSALS = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_TOPIC_EXCEPTION', 'INVALID_TIMESTAMP'])

/** Whether a failure to send is the message's own fault. */
export function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && typeof cause.type === 'string' && REFUSALS.has(cause.type)) return true
  }
  return false
}
