import { readFile } from 'node:fs/promises'
import { ProgramMissingError, run } from './run.ts'

/**
 * The start time of a process, unique among processes with the same id; `undefined` when it does not exist or is a
 * zombie.
 */
export async function startMark(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return markFromPs(pid)
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ])
    const ticks = startTicks(stat)
    return ticks === undefined ? undefined : `${boot.trim()}:${ticks}`
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}

/**
 * The start time of a running process in ticks since boot, from a line of Linux' /proc/PID/stat. Its second field, the
 * program's name in brackets, may contain spaces and brackets.
 */
export function startTicks(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  return state === 'Z' || state === 'X' ? undefined : fields[19]
}

async function markFromPs(pid: number): Promise<string | undefined> {
  try {
    const line = (await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])).trim()
    const [state = '', ...started] = line.split(/\s+/)
    return line === '' || state.startsWith('Z') ? undefined : started.join(' ')
  } catch (error) {
    if (error instanceof ProgramMissingError) throw error
    return undefined
  }
}
