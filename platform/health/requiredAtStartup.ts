import { messageOf } from '../errors/messageOf.ts'
import type { Check } from './health.ts'

/**
 * The check of an optional dependency: its absence is a note.
 * @param meanwhile how work goes on, in a few words.
 */
export function noteIfUnavailable(meanwhile: string, check: Check): Check {
  return async () => {
    try {
      return (await check()) ?? undefined
    } catch (error) {
      return `away, ${meanwhile}: ${messageOf(error)}`
    }
  }
}

/**
 * The check of a dependency that must be reached once: until then the service is not ready, as it may be misconfigured.
 * Later outages are notes, as a load balancer would otherwise remove all replicas at once, though each could take work.
 * @param meanwhile how that work goes on, in a few words.
 */
export function requiredAtStartup(meanwhile: string, check: Check): Check {
  const later = noteIfUnavailable(meanwhile, check)
  let reached = false
  return async () => {
    const says = reached ? await later() : await check()
    reached = true
    return says ?? undefined
  }
}
