/**
 * Tells the replicas of a service that something changed.
 *
 * At most once and not kept: who was not listening reads the current state instead. Payloads are JSON.
 */
export interface PubSub {
  publish(channel: string, payload: unknown): Promise<void>
  /**
   * Listens from the moment that the promise resolves until the function it gives is called.
   * Listeners must not throw; one that does is logged and does not keep the others from hearing.
   */
  subscribe<T>(channel: string, listener: (payload: T) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
