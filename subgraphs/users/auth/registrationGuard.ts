import { clientNetwork } from '@atelier/platform/http/clientNetwork.ts'
import type { TryLimit } from '../domain/tryLimit.ts'
import type { GrowingWaits, TryKey } from './growingWaits.ts'

/** Rate limit of registrations by client network. */
export interface RegistrationGuard {
  /** Counts a registration attempt. @throws RATE_LIMITED while this address has to wait. */
  enter(address: string | null): Promise<void>
}

export function createRegistrationGuard(waits: GrowingWaits, limit: TryLimit): RegistrationGuard {
  return {
    async enter(address) {
      const key: TryKey = ['registration', clientNetwork(address ?? '')]
      await waits.check([key])
      await waits.count(key, limit)
    },
  }
}
