import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A process to run and supervise. */
export interface Supervised {
  name: string
  /** The file that Node runs. */
  main: string
  cwd: string
  env: Record<string, string>
}

/** Exit of a process: with a code, or by a signal. */
export interface End {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A running process. */
export interface RunningProcess {
  readonly name: string
  /** Resolves when it has exited and all its output was read. */
  readonly ended: Promise<End>
  /** The last lines of its output. */
  lastLines(): readonly string[]
  /** Sends SIGTERM, and SIGKILL after a timeout; resolves when it has exited. */
  stop(): Promise<End>
}

const LAST_LINES = 20

/** Longer than a service's own timeout of closing. */
const KILL_AFTER_MS = 15_000

/**
 * Starts a process in a group of its own, so that a terminal's Ctrl-C reaches it through us alone: a second signal
 * would make it drop its work in progress.
 * @param onLine called with each line of its output.
 */
export function startProcess(program: Supervised, onLine: (line: string) => void): RunningProcess {
  const child = spawn(process.execPath, [program.main], {
    cwd: program.cwd,
    env: program.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lastLines: string[] = []
  const readLines = (stream: Readable) =>
    createInterface({ input: stream }).on('line', line => {
      lastLines.push(line)
      if (lastLines.length > LAST_LINES) lastLines.shift()
      onLine(line)
    })
  readLines(child.stdout)
  readLines(child.stderr)
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as End)
  return {
    name: program.name,
    ended,
    lastLines: () => lastLines,
    async stop() {
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
      try {
        return await ended
      } finally {
        clearTimeout(force)
      }
    },
  }
}
