import type { Logger } from '../log/logger.ts'

/** What a caller subscribed, whatever the payload it expects. */
export type Listener = (payload: unknown) => unknown

/** One call of `subscribe`; the same listener may be subscribed more than once. */
export interface Subscription {
  listener: Listener
}

/**
 * Gives a listener a copy of its own of what was published. One that throws, or that is an async function and rejects,
 * is logged.
 */
export function tell({ listener }: Subscription, channel: string, json: string, log: Logger): void {
  hear(listener, json).catch(error => log.error({ err: error, channel }, 'pub/sub listener failed'))
}

async function hear(listener: Listener, json: string): Promise<void> {
  await listener(JSON.parse(json))
}
