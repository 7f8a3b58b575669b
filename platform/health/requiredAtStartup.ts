import { messageOf } from '../errors/messageOf.ts'
import type { Check } from './health.ts'

/**
 * The check of something that a service can take work without, at any time: that it is away is a note.
 * @param meanwhile what becomes of the work, in a few words.
 */
export function noteIfAway(meanwhile: string, check: Check): Check {
  return async () => {
    try {
      return (await check()) ?? undefined
    } catch (error) {
      return `away, ${meanwhile}: ${messageOf(error)}`
    }
  }
}

/**
 * The check of something that a service has to have reached once: until a check found it the service is not ready, as
 * it may well be set up wrongly. Later its absence is a note, as a balancer would else take away all replicas at once,
 * though each could take work.
 * @param meanwhile what becomes of that work, in a few words.
 */
export function requiredAtStartup(meanwhile: string, check: Check): Check {
  const later = noteIfAway(meanwhile, check)
  let reached = false
  return async () => {
    const says = reached ? await later() : await check()
    reached = true
    return says ?? undefined
  }
}
