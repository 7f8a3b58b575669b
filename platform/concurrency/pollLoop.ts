import type { Logger } from '../log/logger.ts'

/** Work that is looked for again and again, one round at a time. */
export interface PollLoop {
  /** Begins with a round at once; does nothing after `stop`. */
  start(): void
  /** Looks at once instead of at the next poll. */
  nudge(): void
  /** Stops after the round in hand. */
  stop(): Promise<void>
}

/**
 * A round that fails is logged, and tried again at the next poll.
 * @param options.name what fails then, in the log.
 * @param options.round does what there is to do now. @returns whether there may be more at once.
 * @param options.pollMs milliseconds between two rounds when nothing nudges.
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
