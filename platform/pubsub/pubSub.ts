/**
 * Tells the replicas of a service that something changed.
 *
 * At most once and not kept: who was not listening reads the current state instead. Payloads are JSON.
 */
export interface PubSub {
  /**
   * Resolves when the payload is on its way; no listener runs before this call has returned.
   * What one publisher sends is heard in the order in which it was sent, each listener with a copy of its own.
   * @throws TypeError for what JSON has no text for, such as `undefined`.
   */
  publish(channel: string, payload: unknown): Promise<void>
  /**
   * Listens from the moment that the promise resolves until the function it gives is called.
   * Listeners must not throw; one that does is logged and does not keep the others from hearing.
   */
  subscribe<T>(channel: string, listener: (payload: T) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
