import { messageOf } from '@atelier/platform/errors/messageOf.ts'

/** Outcomes of a soak's activities. */
export interface Journal {
  /** Runs an activity and records its outcome. */
  run(kind: string, work: () => Promise<unknown>): Promise<void>
  /** Successes by kind. */
  readonly done: Record<string, number>
  readonly failures: { kind: string; reason: string }[]
}

/** Maximum failures with a reason; all are counted. */
const KEPT_REASONS = 50

export function createJournal(): Journal {
  const done: Record<string, number> = {}
  const failures: Journal['failures'] = []
  return {
    done,
    failures,
    async run(kind, work) {
      try {
        await work()
        done[kind] = (done[kind] ?? 0) + 1
      } catch (error) {
        const reason = failures.length < KEPT_REASONS ? messageOf(error).slice(0, 500) : ''
        failures.push({ kind, reason })
      }
    },
  }
}
