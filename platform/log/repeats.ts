import type { LoggerOptions } from 'pino'

/** Limits on repeated log lines of one kind. */
export interface RepeatLimits {
  /** Lines of one kind that are written in a window; `Infinity` for all. */
  max: number
  windowMs: number
}

/** Lines of one kind in the current window. */
interface Kind {
  lines: number
  leftOut: number
  /** Writes the count of suppressed lines, if any. */
  report: () => void
  timer: NodeJS.Timeout
}

/** Maximum distinct kinds; callers' texts could create any number. */
const MAX_KINDS = 500
const WARN = 40

type Fields = Readonly<Record<string, unknown>>

/**
 * Limits log lines that callers can cause: each kind of warning and error, and of failed operations. The first lines of
 * a window are written; at its end, or when the process ends, one line counts the others. Lines about successes are
 * never suppressed.
 * @returns pino's hook for every line, and a function that writes the pending counts.
 */
export function boundRepeats({ max, windowMs }: RepeatLimits): {
  logMethod: NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>
  flush: () => void
} {
  const kinds = new Map<string, Kind>()

  function end(key: string): void {
    const kind = kinds.get(key)
    if (!kind) return
    kinds.delete(key)
    clearTimeout(kind.timer)
    if (kind.leftOut > 0) kind.report()
  }

  return {
    logMethod(args, method, level) {
      const line = args as readonly unknown[]
      const about = kindOf(line, level)
      if (max === Infinity || !about) return method.apply(this, args)
      const key = kinds.size < MAX_KINDS ? JSON.stringify([level, about]) : 'other'
      let kind = kinds.get(key)
      if (!kind) {
        const begun: Kind = {
          lines: 0,
          leftOut: 0,
          report: () => method.apply(this, [{ ...about, suppressed: begun.leftOut }, LEFT_OUT] as never),
          timer: setTimeout(() => end(key), windowMs).unref(),
        }
        kind = begun
        kinds.set(key, kind)
      }
      kind.lines += 1
      if (kind.lines > max) kind.leftOut += 1
      else method.apply(this, args)
    },
    flush() {
      for (const key of [...kinds.keys()]) end(key)
    },
  }
}

const LEFT_OUT = 'log lines left out'

/** The kind of a line; `undefined` for one that is always written. */
function kindOf([first, second]: readonly unknown[], level: number): Fields | undefined {
  const [fields, message] = typeof first === 'string' ? [{}, first] : [(first ?? {}) as Fields, second]
  const { outcome, transport, serviceName, reason, codes } = fields
  const isRefusal = outcome !== undefined && outcome !== 'ok'
  if (message === LEFT_OUT || (level < WARN && !isRefusal)) return undefined
  return { line: message, outcome, transport, serviceName, reason: short(reason), codes }
}

const short = (text: unknown) => (typeof text === 'string' && text.length <= 40 ? text : undefined)
