/** Approximate length of a piece, in characters. */
export const PIECE_LENGTH = 65_536
/** Length up to which a value is serialized in one go, which is several times as fast. */
const WHOLE_LENGTH = 16_384
/** Maximum nesting for that; it is checked by a recursive walk. */
const WHOLE_NESTING = 32
/** Maximum length of a date or a number. */
const SCALAR_LENGTH = 26

/**
 * Whether the JSON of a value has at most about so many characters. The walk stops beyond; a deeply nested value counts
 * as longer.
 */
export const isJsonWithin = (value: unknown, length: number): boolean => lengthLeft(value, length, WHOLE_NESTING) >= 0

/** Approximate length of a value's JSON; `Infinity` beyond the given maximum. */
export function jsonLength(value: unknown, length: number): number {
  const left = lengthLeft(value, length, WHOLE_NESTING)
  return left < 0 ? Infinity : length - left
}

/** Approximate characters left of a budget after a value's JSON; negative beyond it. */
function lengthLeft(value: unknown, length: number, nesting: number): number {
  if (typeof value === 'string') return length - value.length - 2
  if (!isContainer(value)) return length - SCALAR_LENGTH
  if (nesting === 0) return -1
  let left = length - 2
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left >= 0; index++) {
      left = lengthLeft(value[index], left - 1, nesting - 1)
    }
    return left
  }
  if (value instanceof Date) return length - SCALAR_LENGTH
  if (writesItself(value)) return lengthLeft(value.toJSON(''), length, nesting - 1)
  const keys = Object.keys(value)
  for (let index = 0; index < keys.length && left >= 0; index++) {
    const key = keys[index] as keyof typeof value
    left = lengthLeft(value[key], left - String(key).length - 4, nesting - 1)
  }
  return left
}

/**
 * The text of `JSON.stringify` for an object or array, in pieces of about `PIECE_LENGTH` characters, serialized on
 * demand.
 * @throws TypeError for a value without JSON, when it is reached.
 */
export function* jsonPieces(value: object): Generator<string, void, undefined> {
  let piece = ''
  for (const text of jsonTexts(value)) {
    piece += text
    if (piece.length < PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

/** The same text, in pieces that may be short. Open containers are on an explicit stack, so nesting is unlimited. */
function* jsonTexts(root: object): Generator<string, void, undefined> {
  const open: { container: object; members: Iterator<Member, void> }[] = []
  const ancestors = new Set<object>()
  let value = writtenAs(root, '')
  for (;;) {
    if (typeof value === 'string') yield* stringTexts(value)
    else if (!isContainer(value) || isJsonWithin(value, WHOLE_LENGTH)) yield JSON.stringify(value)
    else {
      if (ancestors.has(value)) throw new TypeError('A circular structure cannot be serialized as JSON.')
      ancestors.add(value)
      open.push({ container: value, members: membersOf(value) })
      yield Array.isArray(value) ? '[' : '{'
    }

    let next: Member | undefined
    while (!next) {
      const innermost = open.at(-1)
      if (!innermost) return
      next = innermost.members.next().value ?? undefined
      if (next) break
      yield Array.isArray(innermost.container) ? ']' : '}'
      ancestors.delete(innermost.container)
      open.pop()
    }
    yield next.before
    value = next.value
  }
}

/** A value in a container, and the text before it: a comma, a key. */
interface Member {
  before: string
  value: unknown
}

function* membersOf(container: object): Generator<Member, void, undefined> {
  let comma = ''
  if (Array.isArray(container)) {
    for (let index = 0; index < container.length; index++) {
      const value = writtenAs(container[index], String(index))
      yield { before: comma, value: hasText(value) ? value : null }
      comma = ','
    }
    return
  }
  for (const key of Object.keys(container)) {
    const value = writtenAs((container as Record<string, unknown>)[key], key)
    if (!hasText(value)) continue
    yield { before: `${comma}${JSON.stringify(key)}:`, value }
    comma = ','
  }
}

function* stringTexts(text: string): Generator<string, void, undefined> {
  if (text.length <= PIECE_LENGTH) {
    yield JSON.stringify(text)
    return
  }
  yield '"'
  for (let from = 0; from < text.length; ) {
    let to = from + PIECE_LENGTH
    // The halves of a surrogate pair would be escaped one by one.
    if (isHalf(text.charCodeAt(to - 1), 0xd800) && isHalf(text.charCodeAt(to), 0xdc00)) to += 1
    yield JSON.stringify(text.slice(from, to)).slice(1, -1)
    from = to
  }
  yield '"'
}

/** Whether it is one of the 1,024 surrogates of a half. */
const isHalf = (unit: number, first: number) => unit >= first && unit < first + 0x400

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null

const writesItself = (value: object): value is { toJSON: (key: string) => unknown } =>
  typeof (value as { toJSON?: unknown }).toJSON === 'function'

const writtenAs = (value: unknown, key: string): unknown =>
  isContainer(value) && writesItself(value) ? value.toJSON(key) : value

const hasText = (value: unknown) => value !== undefined && typeof value !== 'function' && typeof value !== 'symbol'
