/**
 * Notifies the replicas of a service about changes.
 *
 * At most once and not stored: late subscribers read the current state instead. Payloads are JSON.
 */
export interface PubSub {
  /**
   * Resolves when the payload is sent; no listener runs before this call has returned.
   * Messages of one publisher arrive in order, each listener with its own copy.
   * @throws TypeError for a payload without JSON, such as `undefined`.
   */
  publish(channel: string, payload: unknown): Promise<void>
  /**
   * Subscribes; effective once the promise resolves, until the returned function is called.
   * Listeners must not throw; an error is logged and does not affect other listeners.
   */
  subscribe<T>(channel: string, listener: (payload: T) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
