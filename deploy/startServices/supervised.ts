import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A program to run and watch over. */
export interface Supervised {
  name: string
  /** The file that Node runs. */
  main: string
  cwd: string
  env: Record<string, string>
}

/** How a process ended: with a code, or by a signal. */
export interface End {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A running program. */
export interface RunningProcess {
  readonly name: string
  /** Resolves when it has ended and all that it wrote was heard. */
  readonly ended: Promise<End>
  /** The last lines that it wrote. */
  lastWords(): readonly string[]
  /** Asks it to end, and forces it when it has not after a while; resolves when it is gone. */
  stop(): Promise<End>
}

const LAST_WORDS = 20

/** Longer than a service gives itself. */
const PATIENCE_MS = 15_000

/**
 * Starts a program in a process group of its own, so that a terminal's Ctrl-C reaches it through us alone: the second
 * signal would make it drop what it is finishing.
 * @param onLine hears each line of its output.
 */
export function startProcess(program: Supervised, onLine: (line: string) => void): RunningProcess {
  const child = spawn(process.execPath, [program.main], {
    cwd: program.cwd,
    env: program.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lastWords: string[] = []
  const hear = (stream: Readable) =>
    createInterface({ input: stream }).on('line', line => {
      lastWords.push(line)
      if (lastWords.length > LAST_WORDS) lastWords.shift()
      onLine(line)
    })
  hear(child.stdout)
  hear(child.stderr)
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as End)
  return {
    name: program.name,
    ended,
    lastWords: () => lastWords,
    async stop() {
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      try {
        return await ended
      } finally {
        clearTimeout(force)
      }
    },
  }
}
