import { deferOrClose } from '@atelier/platform/service/closing.ts'
import type { TasksDeps } from '../deps.ts'
import { every } from './timers.ts'

/**
 * Subscribes to a channel until the stream ends. A failure is retried at intervals; the stream, which polls its rows in
 * any case, is late until then but not rejected.
 */
export async function listen<T>(
  { pubsub, settings, log }: Pick<TasksDeps, 'pubsub' | 'settings' | 'log'>,
  opened: AsyncDisposableStack,
  channel: string,
  onMessage: (payload: T) => void,
): Promise<void> {
  const join = async () => deferOrClose(opened, await pubsub.subscribe<T>(channel, onMessage))
  try {
    await join()
  } catch (error) {
    log.warn({ err: error, channel }, 'channel subscribe failed, polling until it succeeds')
    const stop = every(
      settings.rereadMs,
      async () => {
        await join()
        stop()
      },
      log,
    )
    await deferOrClose(opened, stop)
  }
}
