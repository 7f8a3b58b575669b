import { messageOf } from '../errors/messageOf.ts'
import { type StorageFault, storageFault } from '../errors/storageFault.ts'

/** How long a fault is reported after its last occurrence, in milliseconds. */
const TOLD_MS = 30_000

/** Records write failures of a database, for readiness. */
export interface RecentFaults {
  saw(error: unknown): void
  /** @returns `undefined` without recent faults. */
  note(): string | undefined
}

export function createRecentFaults(): RecentFaults {
  let last: { fault: StorageFault; message: string; at: number } | undefined
  return {
    saw(error) {
      const fault = storageFault(error)
      if (fault) last = { fault, message: messageOf(error), at: performance.now() }
    },
    note() {
      if (!last || performance.now() - last.at > TOLD_MS) return undefined
      return `${WORDS[last.fault]}: ${last.message}`
    },
  }
}

const WORDS: Readonly<Record<StorageFault, string>> = {
  full: 'full, nothing is saved',
  readOnly: 'read only, nothing is saved',
  failing: 'failing, nothing is saved',
  locked: 'locked by others',
}
