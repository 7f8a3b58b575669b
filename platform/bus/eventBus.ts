import type { BusMessage } from './message.ts'

/**
 * Carries messages between services, at least once, in order for each key.
 */
export interface EventBus {
  /**
   * Hands messages over in order.
   *
   * Resolves when they are safe: on a broker when it has them, in one process when every subscriber has acknowledged.
   * @throws UndeliverableError for a message that can never be sent; any other error may pass with time.
   */
  publish(messages: readonly BusMessage[]): Promise<void>
  /** Starts a consumer. Consumers of one group share the messages of a topic; each group gets all of them. */
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /** Whether messages can be sent now; for readiness. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface SubscribeOptions {
  topic: string
  group: string
  /** Acknowledges the message by resolving. A message whose handler rejects is given again after a while. */
  handle: (message: BusMessage) => Promise<void>
}

/** A running consumer. */
export interface Subscription {
  /** No further message is given until `resume`; those already given go on. */
  pause(): void
  resume(): void
  /** Stops after the message in hand. */
  close(): Promise<void>
}

/** Thrown by `publish` for a message that no retry will bring through, for example one larger than the broker takes. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError'
}
