import { hostname } from 'node:os'
import { newId } from '../ids/ids.ts'

/** Nothing takes longer than this in the workshop; what is older was left by a process that died. */
const LEFTOVER_AFTER_MS = 3_600_000

const HOST = hostname().replaceAll(/[^\w-]/g, '_')

/** A name for what this process works on, by which others know whose it is. */
export const workName = (): string => `${HOST}.${process.pid}.${newId()}`

/**
 * Whether nobody works on something any more: the process that made it on this machine is gone, or it is old.
 * @param changedAt when it was changed last, in milliseconds as `Date.now()` has them; the file system's clock is the
 * system's.
 */
export function isLeftOver(name: string, changedAt: number): boolean {
  const age = Date.now() - changedAt
  if (age > LEFTOVER_AFTER_MS) return true
  const [host, pid] = name.split('.')
  if (host !== HOST || pid === undefined) return false
  // In a container each process has the number that the one before it had.
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
