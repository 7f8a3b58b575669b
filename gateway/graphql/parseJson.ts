import { ExactNumber, isWrittenAlike } from './exactNumber.ts'
import type { Json } from './json.ts'

/** Which numbers are kept as written: those with more digits than a double has, or `1.10` and `1e3`, too. */
export type ExactNumbers = 'long' | 'all'

/** Numbers with more digits than a double has, or of which JavaScript may write others. */
const CHANGING: Readonly<Record<ExactNumbers, string>> = {
  long: String.raw`-?\d[\d.]{15}`,
  all: String.raw`-?(?:\d[\d.]{15}|\d+(?:\.\d+)?[eE]|\d+\.\d*0(?!\d)|0(?<=-0)(?![\d.]))`,
}

/** Such a number after a key, in a list, and alone; one alternation of the three is searched for more slowly. */
const candidates = (number: string): readonly RegExp[] =>
  [String.raw`":\s*`, String.raw`[[,]\s*`, String.raw`^\s*`].map(before => new RegExp(before + number))

/** Find most texts without exact numbers at a small part of the cost of parsing; the rest are looked through. */
const CANDIDATES: Readonly<Record<ExactNumbers, readonly RegExp[]>> = {
  long: candidates(CHANGING.long),
  all: candidates(CHANGING.all),
}

/**
 * Parses JSON as `JSON.parse` does, with an `ExactNumber` for each number that JavaScript would write differently.
 * @throws SyntaxError
 */
export const parseJson = (text: string, exact: ExactNumbers = 'all'): Json =>
  parseExactly(text, exact) ?? JSON.parse(text)

/** As `parseJson`; `undefined` for JSON without such a number, for which `JSON.parse` does. */
export function parseExactly(text: string, exact: ExactNumbers = 'all'): Json | undefined {
  const isCandidate = CANDIDATES[exact].some(candidate => candidate.test(text))
  return isCandidate && findsInNumbers(text, exact) ? JSON.parse(text, keepText) : undefined
}

/** The reviver is many times slower than parsing without one, so strings that look like numbers are not for it. */
function findsInNumbers(text: string, exact: ExactNumbers): boolean {
  for (let from = 0; from < text.length; ) {
    const opening = text.indexOf('"', from)
    const between = text.slice(from, opening < 0 ? undefined : opening)
    for (const [number] of between.matchAll(NUMBER)) {
      if (!isWrittenAlike(number) && (exact === 'all' || LONG.test(number))) return true
    }
    if (opening < 0) return false
    from = endOfString(text, opening + 1)
  }
  return false
}

const NUMBER = /-?\d[\d.eE+-]*/g
const LONG = /\d[\d.]{15}/

/** The index after the closing quote. */
function endOfString(text: string, from: number): number {
  for (let closing = text.indexOf('"', from); closing >= 0; closing = text.indexOf('"', closing + 1)) {
    let backslashes = 0
    while (text[closing - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return closing + 1
  }
  return text.length
}

function keepText(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && source !== undefined && !isWrittenAlike(source) ? new ExactNumber(source) : value
}
