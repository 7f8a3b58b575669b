declare global {
  interface JSON {
    /** A value that `JSON.stringify` writes as this text, a JSON primitive. */
    rawJSON(text: string): object
  }
}

/**
 * A JSON number that would be written differently after JavaScript has read it: 9007199254740993, 1.10, 1e400. It is
 * kept as written, for custom scalars; `JSON.stringify` writes it so.
 */
export class ExactNumber {
  readonly text: string

  /** @param text a JSON number. */
  constructor(text: string) {
    this.text = text
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.text)
  }
}

/** Maximum characters of a number of a client: readers of exact integers need the square of their digits in time. */
export const MAX_NUMBER_LENGTH = 1_000

/** Whether JavaScript writes a number as it was written here. */
export const isWrittenAlike = (text: string): boolean => String(Number(text)) === text

/** The nearest double of a number, for built-in types; `undefined` for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return value instanceof ExactNumber ? Number(value.text) : undefined
}

/** A number as an `ID`: all digits of an integer. */
export function idOf({ text }: ExactNumber): string {
  const number = Number(text)
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? text : String(number)
}
