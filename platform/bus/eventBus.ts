import type { BusMessage } from './message.ts'

/**
 * Carries messages between services, at least once, in order for each key.
 */
export interface EventBus {
  /**
   * Publishes messages in order.
   *
   * Resolves when they are durable: acknowledged by the broker, or in one process by every subscriber.
   * @throws UndeliverableError for a message that can never be sent; any other error may be transient.
   */
  publish(messages: readonly BusMessage[]): Promise<void>
  /** Starts a consumer. Consumers of one group share the messages of a topic; each group gets all of them. */
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /** Whether messages can be published now; for readiness. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface SubscribeOptions {
  topic: string
  group: string
  /** Acknowledges the message by resolving; a message whose handler rejects is redelivered after a backoff. */
  handle: (message: BusMessage) => Promise<void>
}

/** A running consumer. */
export interface Subscription {
  /** Delivers no further message until `resume`; handlers that run continue. */
  pause(): void
  resume(): void
  /** Stops after the current message. */
  close(): Promise<void>
}

/** Thrown by `publish` for a message that no retry can deliver, for example one larger than the broker accepts. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError'
}
