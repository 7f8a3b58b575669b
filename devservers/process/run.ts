import { execFile } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { DevServersError } from '../contract/devServersError.ts'
import { lastLines } from './lastLines.ts'

/** A program is not on the machine. */
export class ProgramMissingError extends DevServersError {}

interface RunOptions {
  cwd?: string
  env?: Record<string, string | undefined>
  /** Timeout in milliseconds; none when absent. */
  limitMs?: number
  /** Whether to run it with a lower priority. */
  inBackground?: boolean
}

/**
 * Runs a program to its end.
 * @returns its output, standard error last.
 * @throws ProgramMissingError, or DevServersError with the last lines of its output.
 */
export function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env, limitMs, inBackground } = options
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      args,
      { cwd, env: { ...process.env, ...env }, timeout: limitMs, maxBuffer: 64 * 1_048_576 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout + stderr)
        if (error.code === 'ENOENT')
          return reject(new ProgramMissingError(`The program ${file} is not on this machine.`))
        const reason = error.killed ? 'timed out' : `exited with ${error.signal ?? `code ${error.code}`}`
        reject(new DevServersError(`${file} ${reason}:\n${lastLines(stdout + stderr)}`))
      },
    )
    if (inBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  })
}
