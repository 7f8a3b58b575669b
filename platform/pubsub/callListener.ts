import type { Logger } from '../log/logger.ts'

/** A subscriber's callback, whatever its payload. */
export type Listener = (payload: unknown) => unknown

/** One subscription; the same listener may be subscribed more than once. */
export interface Subscription {
  listener: Listener
}

/** Calls a listener with its own copy of a payload; an error, or an async listener's rejection, is logged. */
export function callListener({ listener }: Subscription, channel: string, json: string, log: Logger): void {
  call(listener, json).catch(error => log.error({ err: error, channel }, 'pub/sub listener failed'))
}

async function call(listener: Listener, json: string): Promise<void> {
  await listener(JSON.parse(json))
}
