import type { Logger } from '../log/logger.ts'

/** Periodic work, one round at a time. */
export interface PollLoop {
  /** Starts with a round at once; does nothing after `stop`. */
  start(): void
  /** Polls at once instead of after the interval. */
  nudge(): void
  /** Stops after the current round. */
  stop(): Promise<void>
}

/**
 * A failed round is logged and retried at the next poll.
 * @param options.name of the work, in the log.
 * @param options.round does the pending work. @returns whether more may be pending.
 * @param options.pollMs milliseconds between two rounds without a nudge.
 */
export function createPollLoop(options: {
  name: string
  round: () => Promise<boolean>
  pollMs: number
  log: Logger
}): PollLoop {
  const { name, round, pollMs, log } = options
  let running: Promise<void> | undefined
  let stopped = false
  let nudged = false
  let wake: (() => void) | undefined

  async function run(): Promise<void> {
    while (!stopped) {
      nudged = false
      let more = false
      try {
        more = await round()
      } catch (error) {
        log.error({ err: error }, `${name} failed`)
      }
      if (!more && !nudged && !stopped) await pause()
    }
  }

  async function pause(): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, pollMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    wake = undefined
  }

  return {
    start() {
      running ??= run()
    },
    nudge() {
      nudged = true
      wake?.()
    },
    async stop() {
      stopped = true
      wake?.()
      await running
    },
  }
}
