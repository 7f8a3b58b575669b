import { hostname } from 'node:os'
import { newId } from '../ids/ids.ts'

/** Maximum age of a temporary file in milliseconds; older ones were left by a dead process. */
const MAX_AGE_MS = 3_600_000

const HOST = hostname().replaceAll(/[^\w-]/g, '_')

/** A temporary name with its host and process. */
export const temporaryName = (): string => `${HOST}.${process.pid}.${newId()}`

/**
 * Whether a temporary file is stale: its process on this machine is gone, or it is old.
 * @param changedAt last modification in milliseconds, as `Date.now()` has them; the file system uses the system clock.
 */
export function isStale(name: string, changedAt: number): boolean {
  const age = Date.now() - changedAt
  if (age > MAX_AGE_MS) return true
  const [host, pid] = name.split('.')
  if (host !== HOST || pid === undefined) return false
  // In a container every process has the pid of the one before.
  if (Number(pid) === process.pid) return age > performance.now()
  return !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
