/** Limits of requests, also documented in the schema's descriptions. */
export const LIMITS = {
  promptCharacters: 4_000,
  count: 8,
  /** Maximum seed. */
  seed: 2 ** 31 - 1,
  /** Maximum characters of `options` as JSON. */
  optionsCharacters: 4_096,
  /** Maximum nesting of `options`. */
  optionsDepth: 10,
  idempotencyKeyCharacters: 200,
  searchCharacters: 200,
  /** Maximum statuses in a filter; there are fewer statuses. */
  statusesAtOnce: 20,
  uploadBytes: 20 * 1024 * 1024,
  /** Maximum pixels per side of an uploaded picture. */
  uploadSide: 4_096,
  deadLettersAtOnce: 100,
} as const

/**
 * Whether a text has at most so many characters, of one or two units each: most long texts are rejected by their units.
 */
export const isAtMost = (characters: number, text: string): boolean =>
  text.length <= characters || (text.length <= 2 * characters && Array.from(text).length <= characters)

/** Media types of uploads, with sharp's name for each. */
export const UPLOAD_TYPES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
}

/** Why uploaded bytes cannot be used as a picture. */
export type PictureFault = 'NOT_AN_IMAGE' | 'TOO_LARGE'
