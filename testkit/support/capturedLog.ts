import { createLogger, type Logger } from '@atelier/platform/log/logger.ts'

/** A line of a log, parsed. */
export interface LogLine {
  /** 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
  readonly level: number
  readonly msg: string
  readonly err?: { readonly type: string; readonly message: string; readonly stack: string }
  readonly [field: string]: unknown
}

/** A logger and every line that it and its children wrote. */
export interface CapturedLog {
  readonly logger: Logger
  /** The lines in the order in which they were written, emptied by `clear`. */
  readonly lines: readonly LogLine[]
  /** The lines with exactly this message, or with one that matches. */
  find(message: string | RegExp): LogLine[]
  /** The lines from this level on: 40 for warnings and errors. */
  from(level: number): LogLine[]
  /** The lines as they were written, for what must stand in none of them and for how long they are. */
  written(): string[]
  clear(): void
}

/** Waiting for a line is for `waitUntil(() => expect(log.find('…')).toHaveLength(1))`. */
export function captureLog(
  options: Partial<Omit<Parameters<typeof createLogger>[0], 'destination' | 'pretty'>> = {},
): CapturedLog {
  const lines: LogLine[] = []
  const written: string[] = []
  const destination = {
    write(line: string) {
      written.push(line)
      lines.push(JSON.parse(line))
    },
  }
  return {
    logger: createLogger({ name: 'test', level: 'info', ...options, destination }),
    lines,
    find: message => linesWith(lines, message),
    from: level => lines.filter(line => line.level >= level),
    written: () => [...written],
    clear() {
      lines.length = 0
      written.length = 0
    },
  }
}

/** The lines with this message in the standard output of a process, which may hold other text too. */
export const loggedIn = (stdout: string, message: string | RegExp): LogLine[] =>
  linesWith(
    stdout
      .split('\n')
      .filter(line => line.startsWith('{"level":'))
      .map(line => JSON.parse(line)),
    message,
  )

const linesWith = (lines: readonly LogLine[], message: string | RegExp): LogLine[] =>
  lines.filter(({ msg }) => (typeof message === 'string' ? msg === message : message.test(msg)))
